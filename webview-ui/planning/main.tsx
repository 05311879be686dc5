import { render } from 'preact';
import { PAGE_ROOT_ID } from '../../src/protocol/page';
import { leaveComposingAlone } from '../ui/composing';
import { watchFocus } from '../ui/return-focus';
import { App } from './app';
import { focusInput } from './composer';
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
render(<App />, document.getElementById(PAGE_ROOT_ID) ?? document.body);
