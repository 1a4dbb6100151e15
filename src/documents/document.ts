/** What the API is about. */
export interface Document {
  readonly id: string;
  title: string;
  body: string;
  /** The `sub` of the user who created it. */
  readonly ownerId: string;
  /** A draft is seen by its author and by admins only. */
  published: boolean;
  /** A locked document is changed by admins only. */
  locked: boolean;
}
