// The process in which test files run: node mocha-job.mjs JOB (JSON of a MochaJob).
import fc from 'fast-check';
import { SEED } from '../seeded';
import { type MochaJob, runMocha } from './mocha-lines';

// As mocha's own command line does: an error that nobody awaits fails the test that is on.
process.on('unhandledRejection', (reason) => {
  throw reason;
});

fc.configureGlobal({ seed: SEED });
const job = JSON.parse(process.argv[2] ?? '') as MochaJob;
process.exitCode = (await runMocha(job)) ? 1 : 0;
