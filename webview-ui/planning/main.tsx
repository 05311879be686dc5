import { render } from 'preact';
import { PAGE_ROOT_ID } from '../../src/protocol/page';
import { App } from './app';
import { focusInput } from './composer';
import { connect } from './store';
import './planning.css';

connect(focusInput);
render(<App />, document.getElementById(PAGE_ROOT_ID) ?? document.body);
