/** A shape that secrets of one provider have. */
export interface SecretRule {
  /** What people read: `stripe_secret_key`. */
  id: string;
  /** Lower case; where none of them is in a text, in any case, the pattern is not tried. */
  near: readonly string[];
  /** Global. The group `secret`, or the whole match, is the secret. Every repetition in it has a bound. */
  pattern: RegExp;
  /** Bits per character that the secret must have at least. */
  entropy?: number;
  /** Of texts only: in binary data it would be found by chance. */
  textOnly?: boolean;
  /** The last word, for what a pattern cannot say. */
  accepts?: (secret: string, context: { path: string; line: string }) => boolean;
}

export interface SecretHit {
  rule: string;
  /** In the text that was looked at. */
  start: number;
  end: number;
}
