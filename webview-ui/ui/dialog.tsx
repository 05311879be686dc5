import type { ComponentChildren } from 'preact';
import { createContext } from 'preact';
import { useContext, useLayoutEffect, useRef } from 'preact/hooks';
import { IconButton } from './controls';
import { t } from './l10n';

interface DialogProps {
  readonly title: string;
  readonly onClose: () => void;
  /** What Enter does in a line of text, and Ctrl+Enter anywhere: the dialog's one button that is filled. */
  readonly onSubmit?: () => void;
  readonly children: ComponentChildren;
  readonly footer?: ComponentChildren;
  readonly wide?: boolean;
}

/**
 * Menus, results and what a screen reader is told. While a dialog is open everything outside of it is dead to the pointer,
 * the keys and to screen readers, so it is drawn inside.
 */
export const Overlays = createContext<() => ComponentChildren>(() => null);

/** A modal of the page: keeps the focus inside, Escape closes, the focus goes back to where it was. */
export function Dialog({ title, onClose, onSubmit, children, footer, wide }: DialogProps) {
  const box = useRef<HTMLDialogElement>(null);
  const back = useRef(document.activeElement);
  const overlays = useContext(Overlays);
  // Before the next key: whoever opened it by key types on.
  useLayoutEffect(() => {
    const dialog = box.current;
    dialog?.showModal();
    dialog?.querySelector<HTMLElement>('[data-first]')?.focus();
    return () => {
      // While it is open nothing outside can take the focus.
      dialog?.close();
      if (back.current instanceof HTMLElement && back.current.isConnected) back.current.focus();
    };
  }, []);
  return (
    <dialog
      ref={box}
      class={wide ? 'dialog dialog--wide' : 'dialog'}
      aria-label={title}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' || event.defaultPrevented || !onSubmit) return;
        const inLine = event.target instanceof Element && event.target.matches('vscode-text-field');
        if (!inLine && !event.ctrlKey && !event.metaKey) return;
        event.preventDefault();
        event.stopPropagation();
        onSubmit();
      }}
      onPointerDown={(event) => event.target === box.current && onClose()}
    >
      <div class="dialog__box">
        <header class="dialog__head">
          <h2 class="dialog__title">{title}</h2>
          <IconButton icon="close" title={t('Close')} onClick={onClose} />
        </header>
        <div class="dialog__body">{children}</div>
        {footer ? <footer class="dialog__foot">{footer}</footer> : null}
      </div>
      {overlays()}
    </dialog>
  );
}
