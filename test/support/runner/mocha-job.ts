// The process in which test files run: node mocha-job.mjs JOB (JSON of a MochaJob).
import { type MochaJob, runMocha } from './mocha-lines';

const job = JSON.parse(process.argv[2] ?? '') as MochaJob;
process.exitCode = (await runMocha(job)) ? 1 : 0;
