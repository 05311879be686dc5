import { type EditorWindow, openWindow } from '../support/editor-window';
import { becomes, eventually } from '../support/eventually';
import { heldAgent } from '../support/held-agent';
import { PlanningView, stopRunners } from '../support/planning-window';

describe('the planning view and an extension host that dies', () => {
  const held = heldAgent();
  let window: EditorWindow;
  let view: PlanningView;

  before(async () => {
    window = await openWindow({ settings: { 'signalbox.profiles': [held.profile] } });
    view = new PlanningView(() => window.frame());
    await window.sidebar();
    await window.row('fog-horn').waitFor();
  });

  after(async () => {
    await stopRunners(window.workspace!);
    await window.close();
  });

  /** VS Code has started another extension host, and Signalbox in it. */
  async function hostDies(): Promise<void> {
    const starts = () => window.log().match(/Activated in/g)?.length ?? 0;
    const before = starts();
    window.signalExtensionHost('SIGKILL');
    await eventually(() => starts() > before, 'Signalbox in another extension host');
  }

  it('comes back with what was half typed, and goes on', async () => {
    await window.palette('Signalbox: New Plan');
    await view.choose('fog-horn', 'held');
    await view.say('Hello');
    await view.find('.exchange', 'Hello').locator('p', { hasText: 'Heard.' }).waitFor();
    await view.idle();
    await view.field.fill('Half typed');
    await hostDies();
    await view.find('.exchange', 'Hello').waitFor();
    await becomes(() => view.field.inputValue(), 'Half typed');
    await view.field.press('Enter');
    await view.find('.exchange', 'Half typed').locator('p', { hasText: 'Heard.' }).waitFor();
  });

  it('begins a new plan when that is wanted, though another one is under way and the view was hidden', async () => {
    await window.palette('View: Hide Secondary Side Bar');
    await window.page.locator('.part.auxiliarybar').first().waitFor({ state: 'hidden' });
    await hostDies();
    await window.palette('Signalbox: New Plan');
    await view.find('.start__choices .tool-button').first().waitFor();
    // Hidden and shown again it is still that.
    await window.palette('View: Hide Secondary Side Bar');
    await window.page.locator('.part.auxiliarybar').first().waitFor({ state: 'hidden' });
    await window.palette('View: Toggle Secondary Side Bar Visibility');
    await view.find('.start__choices .tool-button').first().waitFor();
  });
});
