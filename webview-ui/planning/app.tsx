import { Announcer } from '../ui/announcer';
import { MenuHost } from '../ui/menu';
import { Reconnecting } from '../ui/reconnecting';
import { Chat } from './chat';
import { Start } from './start';
import { model } from './store';

export function App() {
  const { value } = model;
  return (
    <>
      {value === null ? (
        <div class="plan" aria-busy="true" />
      ) : value.shown ? (
        <Chat shown={value.shown} />
      ) : (
        <Start model={value} />
      )}
      <Reconnecting />
      <MenuHost />
      <Announcer />
    </>
  );
}
