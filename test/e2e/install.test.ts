import { type EditorWindow, openWindow } from '../support/editor-window';
import { eventually } from '../support/eventually';

describe('the packaged extension, installed', () => {
  let window: EditorWindow;

  before(async () => {
    window = await openWindow();
  });

  after(() => window.close());

  it('shows the projects of the workspace in its sidebar, and again after a reload', async () => {
    await window.sidebar();
    await window.row('tide-table').getByText('4/6').waitFor();
    await window.reload();
    await window.sidebar();
    await window.row('tide-table').getByText('4/6').waitFor();
  });

  it('runs a command from the palette and writes its log', async () => {
    await window.palette('Signalbox: Show Log');
    await window.page.locator('.panel .pane-body, .panel .output-view').first().waitFor();
    await eventually(() => /Activated in/.test(window.log()), 'it has written that it is active');
  });
});
