import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { IconButton } from './controls';
import { t } from './l10n';

interface DialogProps {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ComponentChildren;
  readonly footer?: ComponentChildren;
  readonly wide?: boolean;
}

/** A modal of the page: keeps the focus inside, Escape closes, the focus goes back to where it was. */
export function Dialog({ title, onClose, children, footer, wide }: DialogProps) {
  const box = useRef<HTMLDialogElement>(null);
  const back = useRef(document.activeElement);
  useEffect(() => {
    box.current?.showModal();
    box.current?.querySelector<HTMLElement>('[data-first]')?.focus();
    return () => {
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
      onKeyDown={(event) => event.stopPropagation()}
      onClick={(event) => event.target === box.current && onClose()}
    >
      <div class="dialog__box">
        <header class="dialog__head">
          <h2 class="dialog__title">{title}</h2>
          <IconButton icon="close" title={t('Close')} onClick={onClose} />
        </header>
        <div class="dialog__body">{children}</div>
        {footer ? <footer class="dialog__foot">{footer}</footer> : null}
      </div>
    </dialog>
  );
}
