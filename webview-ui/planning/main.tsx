import { render } from 'preact';
import { PAGE_ROOT_ID } from '../../src/protocol/page';
import { leaveComposingAlone } from '../ui/composing';
import { spreadFocusNet } from '../ui/focus-net';
import { keepLook } from '../ui/last-look';
import { pageData } from '../ui/page-data';
import { watchFocus } from '../ui/return-focus';
import { App } from './app';
import { focusInput, inputField } from './composer';
import { settleAll } from './say';
import { connect } from './store';
import { settleTaking } from './take-back';
import './planning.css';

leaveComposingAlone();
connect(focusInput, () => {
  settleAll();
  settleTaking();
});
watchFocus();
spreadFocusNet({ atLast: inputField });
addEventListener('pagehide', () => keepLook(pageData.keep));
render(<App />, document.getElementById(PAGE_ROOT_ID) ?? document.body);
