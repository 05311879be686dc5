export type Tone = 'error' | 'warning' | 'runs' | 'passed';

interface IconProps {
  readonly name: string;
  readonly tone?: Tone | undefined;
  readonly spin?: boolean | undefined;
  readonly small?: boolean;
}

/** A codicon. Always decoration: what it means stands beside it in words, or in the title of its button. */
export function Icon({ name, tone, spin, small }: IconProps) {
  const classes = ['codicon', `codicon-${name}`];
  if (tone) classes.push(`tone-${tone}`);
  if (spin) classes.push('spin');
  if (small) classes.push('small');
  return <span class={classes.join(' ')} aria-hidden="true" />;
}
