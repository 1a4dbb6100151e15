/**
 * Whether a text has no half of a surrogate pair. Every such half is the same replacement character in UTF-8, so two
 * passwords that differ would have one hash.
 */
export const isWellFormed = (text: string): boolean => !/\p{Surrogate}/u.test(text);
