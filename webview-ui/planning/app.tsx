import { Announcer } from '../ui/announcer';
import { MenuHost } from '../ui/menu';
import { Reconnecting } from '../ui/reconnecting';
import { AllPlans } from './all-plans';
import { Chat } from './chat';
import { EarlierTalk } from './earlier';
import { Start } from './start';
import { model, place } from './store';

export function App() {
  return (
    <>
      <Page />
      <Reconnecting />
      <MenuHost />
      <Announcer />
    </>
  );
}

function Page() {
  const { value } = model;
  if (value === null) return <div class="plan" aria-busy="true" />;
  const where = place.value;
  if (where.at === 'all') return <AllPlans model={value} />;
  if (where.at === 'earlier') return <EarlierTalk slug={where.slug} session={where.session} title={where.title} />;
  return value.shown ? (
    <Chat key={value.shown.head.ref} shown={value.shown} profiles={value.profiles} />
  ) : (
    <Start model={value} />
  );
}
