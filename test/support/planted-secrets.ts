/** Secrets in the forms in which they are met, new ones for every seed; put together here, so that nobody takes this file for a leak. */
export interface Planted {
  /** What must not be found anywhere, in no form that still gives it away. */
  readonly hidden: readonly string[];
  /** Words with all of them inside. */
  readonly text: string;
}

const LETTERS = 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz0123456789';

export function plantSecrets(random: () => number, configured: string, home: string): Planted {
  const word = (length: number) =>
    Array.from({ length }, () => LETTERS[Math.floor(random() * LETTERS.length)]).join('') + Math.floor(random() * 10);
  const hidden: string[] = [];
  const plant = (prefix = '', length = 24) => {
    const value = prefix + word(length);
    hidden.push(value);
    return value;
  };
  const shapes = ['sk-ant-api03-', 'sk-proj-', 'ghp_', 'github_pat_', 'glpat-', 'xoxb-', 'npm_', 'hf_', 'AIza'];
  const forms = [
    ...shapes.map((prefix) => `found ${plant(prefix, 36)} in it`),
    `aws AKIA${plant('', 15).toUpperCase()}`,
    `jwt eyJ${plant('', 20)}.${plant('', 30)}.${plant('', 20)}`,
    `Authorization: Bearer ${plant()}`,
    `authorization: Basic ${plant()}==`,
    `"Authorization": "token ${plant()}"`,
    `x-api-key: ${plant()}`,
    JSON.stringify({ api_key: plant(), n: 1 }),
    JSON.stringify(JSON.stringify({ clientSecret: plant(), password: plant() })),
    `POST https://api.example.org/v1?key=${plant()}&alt=sse`,
    `GET https://example.org/cb?code=1&access_token=${plant()}#top`,
    `git clone https://ada:${plant()}@git.example.org/x.git`,
    `postgres://app:${plant()}@db.example.org/app`,
    `export DEPLOY_TOKEN=${plant()}`,
    `AWS_SECRET_ACCESS_KEY='${plant()}'`,
    `password = ${plant()};`,
    `-----BEGIN RSA PRIVATE KEY-----\n${plant('', 60)}\n${plant('', 60)}\n-----END RSA PRIVATE KEY-----`,
    `the value ${configured} itself, ${JSON.stringify(configured)} in JSON, ?v=${encodeURIComponent(configured)}`,
    `base64 ${Buffer.from(configured).toString('base64')}`,
    `${home}/.config/agent.json, file://${home}/x and "${home}"`,
  ];
  hidden.push(configured, JSON.stringify(configured).slice(1, -1), encodeURIComponent(configured));
  hidden.push(Buffer.from(configured).toString('base64').replace(/=+$/, ''), home);
  for (let index = forms.length - 1; index > 0; index -= 1) {
    const other = Math.floor(random() * (index + 1));
    [forms[index], forms[other]] = [forms[other] ?? '', forms[index] ?? ''];
  }
  // Upper case is what AWS has; the text above holds it so.
  return {
    hidden: hidden.map((value) => (forms.join('\n').includes(value) ? value : value.toUpperCase())),
    text: forms.join('\n'),
  };
}
