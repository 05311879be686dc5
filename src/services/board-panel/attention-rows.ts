import type { Finding } from '../../core/diagnose/board-attention';
import type { Translate } from '../../core/translate';
import type { ActionView, AttentionRow, CardView, DiagnosticView } from '../../protocol/board';

export function attentionRows(card: CardView, findings: readonly Finding[], t: Translate): AttentionRow[] {
  const where = placeName(card);
  return findings.map((finding) => ({
    key: `${card.id}/${finding.kind}`,
    severity: finding.severity,
    code: finding.kind,
    title: finding.title,
    card: card.id,
    cardTitle: card.title,
    ...(where !== undefined && { where }),
    ...(card.assignee && { assignee: card.assignee.name, assigneeKind: card.assignee.kind }),
    since: finding.since,
    actions: actionsFor(finding, card.id, card.column, t),
  }));
}

export function diagnosticView(finding: Finding, id: string, column: string, t: Translate): DiagnosticView {
  return {
    code: finding.kind,
    severity: finding.severity,
    title: finding.title,
    ...(finding.detail !== undefined && { detail: finding.detail }),
    firstSeenAt: finding.since,
    lastSeenAt: finding.since,
    count: 1,
    actions: actionsFor(finding, id, column, t),
  };
}

/** "project/US-004". */
export function placeName(card: Pick<CardView, 'project' | 'story'>): string | undefined {
  if (card.project === undefined) return card.story;
  return card.story === undefined ? card.project : `${card.project}/${card.story}`;
}

/** The suggested action first. */
function actionsFor(finding: Finding, id: string, column: string, t: Translate): ActionView[] {
  const assign: ActionView = { kind: 'assign', label: t('Assign…') };
  const unblock: ActionView = { kind: 'unblock', label: t('Unblock') };
  const comment: ActionView = { kind: 'comment', label: t('Comment') };
  const copy: ActionView = {
    kind: 'copyCommand',
    label: t('Copy command'),
    text: `signalbox task ${column === 'blocked' ? 'unblock' : 'show'} ${id}`,
  };
  switch (finding.kind) {
    case 'stranded_in_ready':
      return [assign, comment];
    case 'stuck_in_blocked':
      return [unblock, comment, copy];
    case 'repeated_failures':
      return column === 'blocked'
        ? [{ ...unblock, label: t('Unblock and retry') }, assign, comment, copy]
        : [assign, comment, copy];
    case 'hallucinated_cards':
    case 'phantom_references':
      return [comment, copy];
  }
}
