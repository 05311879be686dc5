import { parseRecord, RESCUE, type RollbackRecord, rescueRefs, UNDER_WAY } from '../../core/rollback/record';
import type { CapturedFile, GitRepository } from '../../ports/git';

/** The rescue refs of a repository: where each rollback keeps what was there before it. */
export class Rescue {
  readonly #repository: GitRepository;

  constructor(repository: GitRepository) {
    this.#repository = repository;
  }

  /** Takes the repository's one place for a rollback; false when another has it. */
  async begin(record: RollbackRecord): Promise<boolean> {
    return this.#repository.setRef(UNDER_WAY, await this.#store(record), null);
  }

  /** Keeps HEAD, all uncommitted work and the record, before anything is changed. */
  async keep(record: RollbackRecord, files: readonly CapturedFile[]): Promise<void> {
    const refs = rescueRefs(record.token);
    const work = await this.#repository.commitOfCaptured(
      files,
      record.oldHead,
      `Uncommitted work before rollback ${record.token}`,
    );
    await this.#repository.setRef(refs.head, record.oldHead);
    await this.#repository.setRef(refs.work, work);
    await this.write(record);
  }

  async write(record: RollbackRecord): Promise<void> {
    const blob = await this.#store(record);
    await this.#repository.setRef(rescueRefs(record.token).record, blob);
    if (record.phase === 'begun') await this.#repository.setRef(UNDER_WAY, blob);
  }

  async end(): Promise<void> {
    await this.#repository.deleteRef(UNDER_WAY);
  }

  /** Forgets a rollback that left everything as it was; what somebody else wrote meanwhile stays kept. */
  async drop(token: string): Promise<void> {
    for (const name of Object.values(rescueRefs(token))) await this.#repository.deleteRef(name);
  }

  /** Lets go of everything that a rollback kept. */
  async clean(token: string): Promise<void> {
    for (const ref of await this.#repository.refs(`${RESCUE}/${token}`)) await this.#repository.deleteRef(ref.name);
  }

  /** The rollback that is under way, by whoever began it. */
  async underWay(): Promise<RollbackRecord | undefined> {
    const [ref] = await this.#repository.refs(UNDER_WAY);
    return ref && parseRecord(await this.#repository.blobText(ref.target));
  }

  async find(token: string): Promise<RollbackRecord | undefined> {
    const [ref] = await this.#repository.refs(rescueRefs(token).record);
    return ref && parseRecord(await this.#repository.blobText(ref.target));
  }

  /** Newest first. */
  async all(): Promise<RollbackRecord[]> {
    const refs = (await this.#repository.refs(RESCUE)).filter((ref) => ref.name.endsWith('/record'));
    const records = await Promise.all(
      refs.map(async (ref) => parseRecord(await this.#repository.blobText(ref.target))),
    );
    return records.filter((record) => record !== undefined).sort((a, b) => b.at - a.at);
  }

  async #store(record: RollbackRecord): Promise<string> {
    return this.#repository.store(JSON.stringify(record));
  }
}
