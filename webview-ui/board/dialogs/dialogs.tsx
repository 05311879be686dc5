import { dialog } from '../state/shell';
import { ArchiveBoard, EditBoard, NewBoard } from './board-dialogs';
import { CreateTask } from './create-task';
import { Keys } from './keys-dialog';
import { Reason } from './reason';
import { Schedule } from './schedule';

/** The one dialog that is open. It is kept over a reload, with what was typed in it. */
export function Dialogs() {
  const open = dialog.value;
  // What is answered late closes no other one.
  const close = () => {
    if (dialog.peek() === open) dialog.value = null;
  };
  switch (open?.kind) {
    case 'create':
      return <CreateTask column={open.column} close={close} />;
    case 'newBoard':
      return <NewBoard close={close} />;
    case 'editBoard':
      return <EditBoard boardRef={open.ref} close={close} />;
    case 'archiveBoard':
      return <ArchiveBoard boardRef={open.ref} close={close} />;
    case 'reason':
      return <Reason verb={open.verb} id={open.id} close={close} />;
    case 'schedule':
      return <Schedule ids={open.ids} close={close} />;
    case 'keys':
      return <Keys close={close} />;
    case undefined:
      return null;
  }
}
