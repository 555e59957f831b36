import type { LinkAddress } from '../../contracts/configuration.ts';
import type { PrinterProfile } from '../../contracts/printer-profile.ts';
import { transmitMs } from '../link/address.ts';
import { RECOVER_AND_CLEAR } from './commands.ts';
import type { Conversation } from './status-session.ts';
import { clearLeftovers } from './drain.ts';
import { NO_ABILITIES, probe } from './probe.ts';
import type { Abilities } from './probe.ts';
import type { PrinterTiming } from './timing.ts';
import type { PrinterLine } from './printer-line.ts';

/** A printer that was never heard may be one that was off: every so many looks it is asked again. */
const MUTE_LOOKS = 6;

export interface AcquaintanceOptions {
  readonly address: LinkAddress;
  readonly line: PrinterLine;
  readonly conversation: Conversation;
  readonly profile: PrinterProfile;
  readonly timing: PrinterTiming;
  /** Its abilities are known, or known anew. */
  readonly onLearnt: () => void;
}

/** What is known of a printer over all its sessions: what it can answer, and whether a lost job lies in it. */
export class Acquaintance {
  readonly #options: AcquaintanceOptions;
  #abilities: Abilities = NO_ABILITIES;
  #learning: Promise<void> = Promise.resolve();
  #mustClear = false;
  #looks = 0;

  constructor(options: AcquaintanceOptions) {
    this.#options = options;
  }

  get abilities(): Abilities {
    return this.#abilities;
  }

  /** Resolves when what a new session asks first is answered, or not. */
  get learning(): Promise<void> {
    return this.#learning;
  }

  /** A job was lost on the way: its bytes may lie in the printer, and its answer may still come. */
  lostAJob(): void {
    this.#mustClear = true;
  }

  /** A session begins. A printer that is called was left alone for a moment only, unless it could not be reached meanwhile. */
  begun(): void {
    const { conversation, line } = this.#options;
    const isKnown =
      line.isCalled && this.#abilities.isSure && conversation.condition.contact !== 'busy';
    conversation.begin(isKnown);
    if (!isKnown) this.#learning = this.#learn();
  }

  /** Before a job: asks it, and puts in order what stands in the way. What it says then stands in the conversation's condition. */
  async prepare(): Promise<void> {
    if (!(await this.#look())) return;
    if (this.#mustClear) await this.#clear();
    if (!this.#abilities.isSure) await this.#learn();
  }

  /** Looks after a printer that has nothing to do. */
  async refresh(): Promise<void> {
    const { conversation, line, profile, timing } = this.#options;
    this.#looks += 1;
    const before = conversation.condition.contact;
    if (this.#abilities.capability === 'none') {
      const mayHaveBeenOff = profile.status === 'auto' && this.#looks % MUTE_LOOKS === 0;
      if (mayHaveBeenOff && (await conversation.look(timing.helloMs))) await this.#learn();
      return;
    }
    if (!(await this.#look())) return;
    const { trouble, cover } = conversation.condition;
    // Nothing of ours waits in its buffer: an error that a person has cleared may be ended by us.
    if ((trouble === 'cutter' || trouble === 'recoverable') && cover !== 'open') {
      await line.write(RECOVER_AND_CLEAR).catch(() => undefined);
      await conversation.look(timing.helloMs);
    }
    const wasAway = before === 'silent' || before === 'busy';
    if (wasAway || !this.#abilities.isSure) await this.#learn();
  }

  /** Asks a printer that can answer, twice before it counts as silent. Whether it can be spoken with: a mute one always can. */
  async #look(): Promise<boolean> {
    const { conversation, timing } = this.#options;
    if (this.#abilities.capability === 'none') return true;
    const answers =
      (await conversation.look(timing.helloMs)) || (await conversation.look(timing.helloMs));
    if (!answers) this.#silent();
    return answers;
  }

  #silent(): void {
    const { conversation, line } = this.#options;
    if (!conversation.session.aborted) conversation.unanswered(line.isCalled ? 'busy' : 'silent');
  }

  async #learn(): Promise<void> {
    const { conversation, profile, timing } = this.#options;
    // Half a command of a lost job would swallow what is asked in its turn.
    if (this.#mustClear && (await conversation.look(timing.helloMs))) await this.#clear();
    const found = await probe(conversation, profile, this.#aids());
    if (found === undefined) return;
    const { capability } = this.#abilities;
    if (found.capability === 'none' && capability !== 'none' && capability !== 'unknown') {
      // It answered before, so it is not mute but off, or somebody else has it.
      this.#silent();
      return;
    }
    this.#abilities = found;
    this.#options.onLearnt();
  }

  async #clear(): Promise<void> {
    if (this.#abilities.capability !== 'none') {
      await clearLeftovers(this.#options.conversation, this.#aids());
      if (this.#options.conversation.session.aborted) return;
    }
    this.#mustClear = false;
  }

  #aids(): {
    readonly write: (bytes: Uint8Array) => Promise<void>;
    readonly timing: PrinterTiming;
    readonly pushOutMs: number;
  } {
    const { address, line, timing } = this.#options;
    return {
      write: (bytes) => line.write(bytes),
      timing,
      pushOutMs: transmitMs(address, timing.pushOutBytes),
    };
  }
}
