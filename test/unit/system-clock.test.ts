import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { systemClock } from '../../src/adapters/system-clock';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

describe('the clock of the system', () => {
  let called: number;
  /** How far the clock on the wall jumped, which timers know nothing of. */
  let jumped: number;
  const { now } = Date;
  const call = () => {
    called += 1;
  };

  beforeEach(() => {
    called = 0;
    jumped = 0;
    mock.timers.enable({ apis: ['setTimeout', 'Date'], now: Date.UTC(2026, 0, 1) });
    const mocked = Date.now;
    Date.now = () => mocked() + jumped;
  });
  afterEach(() => {
    mock.timers.reset();
    Date.now = now;
  });

  it('calls at a moment that is days away, once', () => {
    systemClock.at(Date.now() + 30 * 24 * HOUR, call);
    mock.timers.tick(30 * 24 * HOUR - 1);
    assert.equal(called, 0);
    mock.timers.tick(1);
    mock.timers.tick(HOUR);
    assert.equal(called, 1);
  });

  it('waits for the moment on the wall when the clock is set back, and for the time that passes where only that counts', () => {
    systemClock.at(Date.now() + MINUTE, call);
    let passed = 0;
    systemClock.after(MINUTE, () => {
      passed += 1;
    });
    jumped = -HOUR;
    mock.timers.tick(MINUTE);
    assert.equal(called, 0);
    assert.equal(passed, 1);
    mock.timers.tick(HOUR);
    assert.equal(called, 1);
  });

  it('is late by moments, not by the night, when the machine slept', () => {
    systemClock.at(Date.now() + 2 * HOUR, call);
    mock.timers.tick(MINUTE);
    jumped = 8 * HOUR;
    mock.timers.tick(MINUTE / 2);
    assert.equal(called, 1);
  });

  it('does not call what was taken back', () => {
    systemClock.at(Date.now() + MINUTE, call).dispose();
    systemClock.after(MINUTE, call).dispose();
    mock.timers.tick(HOUR);
    assert.equal(called, 0);
  });
});
