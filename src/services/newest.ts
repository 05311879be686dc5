/** Of things that are asked for again before they are answered: an answer that comes after a newer one is no news. */
export class Newest {
  #asked = 0;
  #answered = 0;

  /** To be called when it is asked for; what it gives is called with the answer, and says whether that counts. */
  ask(): () => boolean {
    this.#asked += 1;
    const mine = this.#asked;
    return () => {
      if (mine < this.#answered) return false;
      this.#answered = mine;
      return true;
    };
  }
}
