import { ok } from '../../core/result';
import type { Noun } from '../noun';
import { verb } from '../noun';
import { openProjects } from '../open-projects';

const list = verb({
  name: 'list',
  summary: 'every project of the workspace with its status',
  async run({ context }) {
    const projects = await openProjects(context);
    const records = projects.list().map((project) => project.record);
    projects.dispose();
    const text = records.map(
      (record) => `${record.slug}  ${record.status}  ${record.storiesDone}/${record.storiesTotal}`,
    );
    return ok({ data: records, text: text.join('\n') });
  },
});

export const projectsNoun: Noun = { name: 'projects', summary: 'PRDs and their status', verbs: [list] };
