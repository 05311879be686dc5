import assert from 'node:assert/strict';
import { gitProgram } from '../../../src/adapters/git/command';
import { type Machine, mergeEnvironment, programOf, variable, whereIs } from '../../../src/adapters/processes/program';

const NPM = 'C:\\Users\\ada\\AppData\\Roaming\\npm';
const NODE = 'C:\\Program Files\\nodejs';
const ENV = {
  Path: `C:\\Windows\\system32;"${NODE}";${NPM};;.`,
  PATHEXT: '.COM;.EXE;.BAT;.CMD;.VBS;.JS',
  ComSpec: 'C:\\Windows\\system32\\cmd.exe',
};

/** A Windows machine with these files; names are the same in upper and in lower case. */
function windows(files: Readonly<Record<string, string>>): Machine {
  const found = new Map(Object.entries(files).map(([name, text]) => [name.toLowerCase(), text]));
  return {
    platform: 'win32',
    isProgram: (file) => found.has(file.toLowerCase()),
    read: (file) => found.get(file.toLowerCase()),
  };
}

/** As npm writes them, for a script and for a program. */
const NPM_HEAD =
  '@ECHO off\r\nGOTO start\r\n:find_dp0\r\nSET dp0=%~dp0\r\nEXIT /b\r\n:start\r\nSETLOCAL\r\nCALL :find_dp0\r\n';
const npmScript = (target: string, options = '') =>
  `${NPM_HEAD}\r\nIF EXIST "%dp0%\\node.exe" (\r\n  SET "_prog=%dp0%\\node.exe"\r\n) ELSE (\r\n  SET "_prog=node"\r\n  SET PATHEXT=%PATHEXT:;.JS;=;%\r\n)\r\n\r\nendLocal & goto #_undefined_# 2>NUL || title %COMSPEC% & "%_prog%" ${options} "%dp0%\\${target}" %*\r\n`;
const npmProgram = (target: string) => `${NPM_HEAD}"%dp0%\\${target}"   %*\r\n`;
const pnpmScript = (target: string) =>
  `@SETLOCAL\r\n@IF NOT DEFINED NODE_PATH (\r\n  @SET "NODE_PATH=C:\\x"\r\n)\r\n@IF EXIST "%~dp0\\node.exe" (\r\n  "%~dp0\\node.exe"  "%~dp0\\${target}" %*\r\n) ELSE (\r\n  @SET PATHEXT=%PATHEXT:;.JS;=;%\r\n  node  "%~dp0\\${target}" %*\r\n)\r\n`;

const CODEX = 'node_modules\\@openai\\codex\\bin\\codex.js';
const GEMINI = 'node_modules\\@google\\gemini-cli\\bundle\\gemini.js';
const CLAUDE = 'node_modules\\@anthropic-ai\\claude-code\\bin\\claude.exe';
const MACHINE = windows({
  [`${NODE}\\node.exe`]: '',
  // npm also lays down a script for other systems, which Windows cannot start.
  [`${NPM}\\claude`]: '#!/bin/sh',
  [`${NPM}\\claude.cmd`]: npmProgram(CLAUDE),
  [`${NPM}\\${CLAUDE}`]: '',
  [`${NPM}\\codex.cmd`]: npmScript(CODEX),
  [`${NPM}\\${CODEX}`]: '',
  [`${NPM}\\gemini.cmd`]: npmScript(GEMINI, '--no-warnings=DEP0040'),
  [`${NPM}\\${GEMINI}`]: '',
  [`${NPM}\\opencode.cmd`]: pnpmScript(`global\\5\\${CODEX}`),
  [`${NPM}\\global\\5\\${CODEX}`]: '',
  [`${NPM}\\torn.cmd`]: npmScript('node_modules\\gone\\cli.js'),
  'C:\\tools\\my agent.bat': '@echo off\r\npython agent.py %1\r\n',
  'D:\\repo\\claude.exe': '',
  'C:\\tools\\agent.exe': '',
});
const started = (command: string, ...args: string[]) => programOf(command, args, ENV, 'D:\\repo', MACHINE);

describe('a command on Windows', () => {
  it('is found by every ending that a program may have there, and never in the folder that is worked in', () => {
    const find = (command: string) => whereIs(command, ENV, 'D:\\repo', MACHINE);
    assert.equal(find('claude'), `${NPM}\\claude.CMD`);
    assert.equal(find('claude.cmd'), `${NPM}\\claude.cmd`);
    assert.equal(find('NODE'), `${NODE}\\NODE.EXE`);
    assert.equal(find('C:\\tools\\agent.exe'), 'C:\\tools\\agent.exe');
    assert.equal(find('C:/tools/agent'), 'C:\\tools\\agent.EXE');
    assert.equal(find('.\\claude'), 'D:\\repo\\claude.EXE');
    assert.equal(find('nothing'), undefined);
  });

  it('that npm installed is started as the program behind its batch file, without a shell', () => {
    assert.deepEqual(started('claude', '-p'), { file: `${NPM}\\${CLAUDE}`, args: ['-p'] });
    assert.deepEqual(started('codex', 'exec', 'a & b'), {
      file: `${NODE}\\node.exe`,
      args: [`${NPM}\\${CODEX}`, 'exec', 'a & b'],
    });
    assert.deepEqual(started('gemini', '--acp')?.args, ['--no-warnings=DEP0040', `${NPM}\\${GEMINI}`, '--acp']);
    assert.deepEqual(started('opencode', 'acp'), {
      file: `${NODE}\\node.exe`,
      args: [`${NPM}\\global\\5\\${CODEX}`, 'acp'],
    });
    assert.deepEqual(started('C:\\tools\\agent.exe', 'x'), { file: 'C:\\tools\\agent.exe', args: ['x'] });
  });

  it('that is a batch file of its own goes through its interpreter, with arguments that stay arguments', () => {
    assert.deepEqual(started('C:\\tools\\my agent.bat', 'a & del', 'C:\\x\\'), {
      file: 'C:\\Windows\\system32\\cmd.exe',
      args: ['/d', '/s', '/v:off', '/c', '""C:\\tools\\my agent.bat" "a & del" "C:\\x\\\\""'],
      verbatim: true,
    });
    for (const evil of ['%PATH%', 'a" & calc & "', 'a\r\ncalc'])
      assert.deepEqual(started('C:\\tools\\my agent.bat', evil), { file: 'C:\\tools\\my agent.bat', args: [evil] });
  });

  it('whose package is gone is not taken for another one', () => {
    assert.equal(started('torn')?.verbatim, true);
    assert.equal(started('nothing', 'x'), undefined, 'or Windows would look for it in the folder that is worked in');
  });

  it('gets the variables of its profile, however they are spelled', () => {
    assert.deepEqual(mergeEnvironment({ Path: 'a', B: 'b' }, { PATH: 'c' }, 'win32'), { B: 'b', PATH: 'c' });
    assert.deepEqual(mergeEnvironment({ Path: 'a' }, { PATH: 'c' }, 'linux'), { Path: 'a', PATH: 'c' });
    assert.equal(variable('PATH', { Path: 'a' }, 'win32'), 'a');
    assert.equal(variable('PATH', { Path: 'a' }, 'linux'), undefined);
  });
});

describe('a command elsewhere', () => {
  const machine: Machine = {
    platform: 'darwin',
    isProgram: (file) => ['/opt/homebrew/bin/claude', '/repo/evil', '/repo/bin/own'].includes(file),
    read: () => undefined,
  };

  it('is found on the absolute folders of the PATH alone', () => {
    const env = { PATH: '::.:/usr/bin:/opt/homebrew/bin' };
    const file = '/opt/homebrew/bin/claude';
    assert.deepEqual(programOf('claude', ['-p'], env, '/repo', machine), { file, args: ['-p'] });
    assert.equal(programOf('evil', [], env, '/repo', machine), undefined);
    assert.deepEqual(programOf('./gone', [], env, '/repo', machine), { file: './gone', args: [] });
    assert.equal(whereIs('claude', env, '/repo', machine), '/opt/homebrew/bin/claude');
    assert.equal(whereIs('evil', env, '/repo', machine), undefined);
    assert.equal(whereIs('bin/own', env, '/repo', machine), '/repo/bin/own');
  });
});

describe('git', () => {
  const GIT = 'C:\\Program Files\\Git\\cmd';

  it('is the program of the PATH, and never one that lies in the folder that is worked in', () => {
    const machine = windows({ 'D:\\repo\\git.exe': '', [`${NPM}\\git.cmd`]: '', [`${GIT}\\git.exe`]: '' });
    assert.equal(gitProgram({ Path: `.;;${NPM};${GIT}` }, 'D:\\repo', machine), `${GIT}\\git.exe`);
    assert.throws(() => gitProgram({ Path: `.;;${NPM}` }, 'D:\\repo', machine), /git was not found on the PATH/);
  });
});
