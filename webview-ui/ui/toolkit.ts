import { provideVSCodeDesignSystem, vsCodeButton, vsCodeTextArea, vsCodeTextField } from '@vscode/webview-ui-toolkit';
import type { ComponentChildren, Ref } from 'preact';

provideVSCodeDesignSystem().register(vsCodeButton(), vsCodeTextArea(), vsCodeTextField());

interface ControlProps {
  readonly class?: string | undefined;
  readonly id?: string | undefined;
  readonly title?: string | undefined;
  readonly disabled?: boolean | undefined;
  readonly autofocus?: boolean | undefined;
  readonly children?: ComponentChildren;
  readonly ref?: Ref<HTMLElement> | undefined;
  readonly key?: string | number;
  readonly 'data-first'?: string | undefined;
  readonly 'aria-label'?: string | undefined;
  readonly 'aria-pressed'?: 'true' | 'false' | undefined;
  readonly 'aria-haspopup'?: 'menu' | 'listbox' | 'dialog' | undefined;
  readonly 'aria-expanded'?: 'true' | 'false' | undefined;
  readonly onClick?: ((event: MouseEvent) => void) | undefined;
  readonly onInput?: ((event: Event) => void) | undefined;
  readonly onChange?: ((event: Event) => void) | undefined;
  readonly onBlur?: ((event: FocusEvent) => void) | undefined;
  readonly onFocusOut?: ((event: FocusEvent) => void) | undefined;
  readonly onKeyDown?: ((event: KeyboardEvent) => void) | undefined;
}

declare module 'preact' {
  namespace JSX {
    interface IntrinsicElements {
      'vscode-button': ControlProps & { readonly appearance?: 'primary' | 'secondary' | undefined };
      'vscode-text-field': ControlProps & {
        readonly value?: string;
        readonly placeholder?: string | undefined;
        readonly maxlength?: number | undefined;
        readonly type?: string | undefined;
      };
      'vscode-text-area': ControlProps & {
        readonly value?: string;
        readonly placeholder?: string | undefined;
        readonly rows?: number | undefined;
        readonly resize?: 'none' | 'vertical' | undefined;
      };
    }
  }
}
