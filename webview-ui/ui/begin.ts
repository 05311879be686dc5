import { showLook } from './last-look';

// Runs while the page is read, before its first frame. The page's own program comes after it: the editor keeps a page out of sight
// until everything that it names is loaded, and what is imported does not count as named.
showLook();
const program = document.currentScript?.dataset.script;
if (program !== undefined) void import(program);
