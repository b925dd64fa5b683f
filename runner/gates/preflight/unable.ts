/** The check could not be made: the answer is no. Its message is one line and quotes nothing of what was checked. */
export class PreflightUnable extends Error {
  constructor(message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = "PreflightUnable";
  }
}
