import { parentPort, workerData } from 'node:worker_threads';
import { answerDocumentWork } from './adapters/document-thread';
import { WorkspacePlanFiles } from './adapters/plan-files';
import { IterationDocuments } from './services/iterations/document-work';

// The thread in which a window compares and writes documents that may be large.
const { workspace } = workerData as { readonly workspace: string };
if (parentPort) answerDocumentWork(parentPort, new IterationDocuments(new WorkspacePlanFiles(workspace)));
