import { feature } from './types';

/** What belongs to no single feature: first steps and the log. */
export const general = feature({
  title: 'Signalbox',
  commands: {
    'signalbox.showLog': { title: 'Show Log' },
  },
  walkthroughs: {
    start: {
      title: 'Get Started with Signalbox',
      description: 'Plan what agents do, watch them, and take back what went wrong.',
      steps: {
        find: {
          title: 'See your projects',
          description:
            'Each folder with a PRD shows up by itself, with how far it is and what it waits for.\n[Show Projects](command:signalbox.projects.reveal)',
          media: { markdown: 'media/walkthrough/find.md' },
          completionEvents: ['onView:signalbox.projects'],
        },
        propose: {
          title: 'Propose a project',
          description:
            'Say what should be built. Nothing starts before you approve it.\n[Propose a Project](command:signalbox.projects.propose)',
          media: { markdown: 'media/walkthrough/propose.md' },
          completionEvents: ['onCommand:signalbox.projects.propose'],
        },
        plan: {
          title: 'Plan it with an agent',
          description:
            'The agent asks, designs and writes the stories; you decide. The demo agent needs no account and calls no model.\n[Start a Plan](command:signalbox.plans.new)',
          media: { markdown: 'media/walkthrough/plan.md' },
          completionEvents: ['onCommand:signalbox.plans.new', 'onView:signalbox.plan'],
        },
        board: {
          title: 'Keep the work on a board',
          description:
            'Cards say where they stand and why they do not move. Drag them, or use the keyboard alone.\n[Open the Board](command:signalbox.boards.open)',
          media: { markdown: 'media/walkthrough/board.md' },
          completionEvents: ['onCommand:signalbox.boards.open'],
        },
        prd: {
          title: 'Work in the PRD itself',
          description:
            'Problems are marked where they are, with fixes where one is certain. Each story says where it stands.\n[Open a PRD](command:signalbox.projects.openPrd)',
          media: { markdown: 'media/walkthrough/prd.md' },
          completionEvents: ['onCommand:signalbox.projects.openPrd'],
        },
        rollback: {
          title: 'Take a story back',
          description:
            'Its commits are reverted and it is open again. Everything from before is kept, so the rollback can be undone.\n[Roll Back a Story](command:signalbox.rollback.lastStory)',
          media: { markdown: 'media/walkthrough/rollback.md' },
          completionEvents: ['onCommand:signalbox.rollback.lastStory'],
        },
      },
    },
  },
});
