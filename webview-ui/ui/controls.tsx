import type { ComponentChildren, Ref } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { Icon } from './icon';
import './toolkit';

/** Two that take each other's place bear the same mark: the focus goes from one to the other (`focus-net.ts`). */
type Refocus = string | undefined;

interface ButtonProps {
  readonly children: ComponentChildren;
  readonly onClick: (event: MouseEvent) => void;
  /** The one filled button of a surface. */
  readonly primary?: boolean | undefined;
  readonly small?: boolean;
  readonly icon?: string | undefined;
  readonly title?: string | undefined;
  readonly label?: string | undefined;
  readonly disabled?: boolean | undefined;
  readonly opens?: 'menu' | 'dialog' | undefined;
}

export function Button({ children, onClick, primary, small, icon, title, label, disabled, opens }: ButtonProps) {
  return (
    <vscode-button
      class={small ? 'button button--small' : 'button'}
      appearance={primary ? 'primary' : 'secondary'}
      title={title}
      aria-label={label}
      aria-haspopup={opens}
      disabled={disabled ?? false}
      onClick={onClick}
    >
      <span class="button__content">
        {icon ? <Icon name={icon} /> : null}
        {children}
      </span>
    </vscode-button>
  );
}

interface IconButtonProps {
  readonly icon: string;
  /** An icon alone says nothing to a screen reader, and little to anybody: it cannot be left out. */
  readonly title: string;
  readonly onClick: (event: MouseEvent) => void;
  readonly small?: boolean | undefined;
  readonly on?: boolean | undefined;
  readonly opens?: 'menu' | 'dialog' | undefined;
  readonly expanded?: boolean | undefined;
  readonly disabled?: boolean | undefined;
  /** Reached by another key than Tab: buttons on cards. */
  readonly untabbable?: boolean | undefined;
  readonly buttonRef?: Ref<HTMLButtonElement> | undefined;
  readonly refocus?: Refocus;
}

export function IconButton(props: IconButtonProps) {
  const classes = ['icon-button'];
  if (props.small) classes.push('icon-button--small');
  if (props.on) classes.push('is-on');
  return (
    <button
      type="button"
      class={classes.join(' ')}
      title={props.title}
      aria-label={props.title}
      aria-haspopup={props.opens}
      aria-expanded={props.expanded}
      aria-pressed={props.on}
      disabled={props.disabled}
      tabIndex={props.untabbable ? -1 : 0}
      data-refocus={props.refocus}
      ref={props.buttonRef ?? null}
      onClick={props.onClick}
    >
      <Icon name={props.icon} />
    </button>
  );
}

interface ToolButtonProps {
  readonly children: ComponentChildren;
  readonly onClick: (event: MouseEvent) => void;
  readonly icon?: string;
  readonly colour?: string | undefined;
  readonly title?: string | undefined;
  /** What a screen reader says, where the words on it alone would not do. */
  readonly label?: string | undefined;
  readonly on?: boolean;
  readonly opens?: 'menu' | 'dialog';
  readonly expanded?: boolean;
  readonly boxed?: boolean;
  readonly trailing?: string | undefined;
  readonly refocus?: Refocus;
}

/** A flat button of a toolbar: icon, words, and a chevron where it opens a menu. */
export function ToolButton(props: ToolButtonProps) {
  const classes = ['tool-button'];
  if (props.on) classes.push('is-on');
  if (props.boxed) classes.push('tool-button--boxed');
  const trailing = props.trailing ?? (props.opens === 'menu' ? 'chevron-down' : undefined);
  return (
    <button
      type="button"
      class={classes.join(' ')}
      title={props.title}
      aria-label={props.label}
      aria-haspopup={props.opens}
      aria-expanded={props.expanded}
      aria-pressed={props.opens ? undefined : props.on}
      data-refocus={props.refocus}
      onClick={props.onClick}
    >
      {props.icon ? <Icon name={props.icon} colour={props.colour} /> : null}
      <span class="tool-button__text">{props.children}</span>
      {trailing ? <Icon name={trailing} small /> : null}
    </button>
  );
}

interface TextFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onInput: (value: string) => void;
  readonly onDone?: ((value: string) => void) | undefined;
  readonly onKeyDown?: ((event: KeyboardEvent) => void) | undefined;
  readonly placeholder?: string | undefined;
  readonly hint?: string | undefined;
  readonly problem?: string | undefined;
  readonly hideLabel?: boolean | undefined;
  readonly disabled?: boolean | undefined;
  readonly maxLength?: number | undefined;
  readonly fieldRef?: Ref<HTMLElement> | undefined;
  /** Gets the focus when its dialog opens. */
  readonly first?: boolean | undefined;
  readonly class?: string | undefined;
}

function typedInto(event: Event): string {
  return (event.currentTarget as HTMLInputElement).value;
}

function Below({ hint, problem }: { readonly hint?: string | undefined; readonly problem?: string | undefined }) {
  if (problem)
    return (
      <p class="field__problem" role="alert">
        <Icon name="error" tone="error" /> {problem}
      </p>
    );
  return hint ? <p class="field__hint second">{hint}</p> : null;
}

/** The toolkit names its fields "Text field" when they are connected: the label is set after that. */
function useName(label: string, given: Ref<HTMLElement> | undefined) {
  const own = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    own.current?.setAttribute('aria-label', label);
    if (typeof given === 'object' && given) given.current = own.current;
  }, [label, given]);
  return own;
}

export function TextField(props: TextFieldProps) {
  const field = useName(props.label, props.fieldRef);
  return (
    <div class={`field ${props.class ?? ''}`}>
      {props.hideLabel ? null : (
        <span class="field__label" aria-hidden="true">
          {props.label}
        </span>
      )}
      <vscode-text-field
        class="field__input"
        data-first={props.first ? '' : undefined}
        value={props.value}
        placeholder={props.placeholder}
        maxlength={props.maxLength}
        disabled={props.disabled ?? false}
        ref={field}
        onInput={(event) => props.onInput(typedInto(event))}
        onFocusOut={(event) => props.onDone?.(typedInto(event))}
        onKeyDown={props.onKeyDown}
      />
      <Below hint={props.hint} problem={props.problem} />
    </div>
  );
}

interface TextAreaProps extends TextFieldProps {
  readonly rows?: number;
}

export function TextArea(props: TextAreaProps) {
  const field = useName(props.label, props.fieldRef);
  return (
    <div class={`field ${props.class ?? ''}`}>
      {props.hideLabel ? null : (
        <span class="field__label" aria-hidden="true">
          {props.label}
        </span>
      )}
      <vscode-text-area
        class="field__input"
        data-first={props.first ? '' : undefined}
        value={props.value}
        placeholder={props.placeholder}
        rows={props.rows ?? 3}
        resize="vertical"
        disabled={props.disabled ?? false}
        ref={field}
        onInput={(event) => props.onInput(typedInto(event))}
        onFocusOut={(event) => props.onDone?.(typedInto(event))}
        onKeyDown={props.onKeyDown}
      />
      <Below hint={props.hint} problem={props.problem} />
    </div>
  );
}

/** A filter that is on: what it filters by, and a way to take it off. */
export function Chip({
  children,
  title,
  refocus,
  onRemove,
}: {
  readonly children: ComponentChildren;
  readonly title: string;
  readonly refocus?: Refocus;
  readonly onRemove: () => void;
}) {
  return (
    <button
      type="button"
      class="tool-button is-on"
      title={title}
      aria-label={title}
      data-refocus={refocus}
      onClick={onRemove}
    >
      <span class="tool-button__text">{children}</span>
      <Icon name="close" small />
    </button>
  );
}

/** Agents are square and people round, both neutral grey: who it is is not a state. Decoration: the name is said in words. */
export function Who({ name, kind }: { readonly name?: string | undefined; readonly kind?: string | undefined }) {
  if (!name)
    return (
      <span class="who who--nobody" aria-hidden="true">
        ?
      </span>
    );
  return (
    <span class={kind === 'person' ? 'who who--person' : 'who'} title={name} aria-hidden="true">
      {initials(name)}
    </span>
  );
}

/** `CL`, not `Cl`, which reads as `CI`. */
function initials(name: string): string {
  const words = name.split(/[^\p{L}\p{N}]+/u).filter(Boolean);
  const letters =
    words.length > 1 ? `${words[0]?.[0]}${words[1]?.[0]}` : name.replace(/[^\p{L}\p{N}]/gu, '').slice(0, 2);
  return letters.toUpperCase();
}
