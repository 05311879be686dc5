export type Tone = 'error' | 'warning' | 'runs' | 'passed';

interface IconProps {
  readonly name: string;
  readonly tone?: Tone | undefined;
  readonly spin?: boolean | undefined;
  readonly small?: boolean;
  /** The name of a theme colour, such as `charts.blue`. */
  readonly colour?: string | undefined;
}

/** A codicon. Always decoration: what it means stands beside it in words, or in the title of its button. */
export function Icon({ name, tone, spin, small, colour }: IconProps) {
  const classes = ['codicon', `codicon-${name}`];
  if (tone) classes.push(`tone-${tone}`);
  if (spin) classes.push('spin');
  if (small) classes.push('small');
  const style = colour && /^[\w.]+$/.test(colour) ? { color: `var(--vscode-${colour.replaceAll('.', '-')})` } : {};
  return <span class={classes.join(' ')} style={style} aria-hidden="true" />;
}
