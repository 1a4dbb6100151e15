/** What became of a token: `served`, or by which name it was refused. */
export function verdictOf(verify, token) {
  return verify(token).then(
    () => 'served',
    (error) => [error.httpStatus, error.code ?? error.name].filter((part) => part !== undefined).join(' '),
  );
}
