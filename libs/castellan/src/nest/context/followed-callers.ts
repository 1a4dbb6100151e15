/**
 * Whether some code of this process needs to know the caller without being handed the request. Like decorator metadata
 * it belongs to the loaded code and not to an application: it holds nothing of a request.
 */
let followed = false;

/** Has applications that are made from now on follow who is calling, which costs each request something. */
export function followCallers(): void {
  followed = true;
}

/** Whether anything has asked for it. */
export function areCallersFollowed(): boolean {
  return followed;
}
