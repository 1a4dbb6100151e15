/** The command line is not as it has to be. Its message shows nothing that was written and may be a token. */
export class UsageError extends Error {
  /** @param usage How the command is written. */
  constructor(
    message: string,
    readonly usage: string,
  ) {
    super(message);
    this.name = new.target.name;
  }
}

export const USAGE = `Usage: castellan COMMAND

Commands:
  verify     say of tokens which checks they pass, and which one fails and why
  routes     show what every route of an application asks of its callers, or compare it with a file
  explain    say step by step how a request of a caller to a route would be decided

Options:
  --help     show this text, or that of a command: castellan verify --help
  --version  show the version
`;

export const VERIFY_SYNOPSIS = `Usage: castellan verify --user-pool-id ID --client-id C [--client-id C]...
                        --token-use access|id|any [--issuer URL]... [--jwks FILE]
                        [--resource URL [--require-audience]] [--clock-tolerance SECONDS]
                        [--now EPOCH_SECONDS] [--json] [TOKEN|-]
`;

export const VERIFY_USAGE = `${VERIFY_SYNOPSIS}
Says of one token, or of each line of standard input, which checks it passes, which one fails and why.
It never shows a token. Prefer standard input: other users of a machine can see the arguments of a command.

  TOKEN               the token; with "-", or with none and piped input, one for each line of standard input
  --user-pool-id ID   the user pool that issued it, such as eu-west-1_AbCdEfGhI
  --client-id C       an app client whose tokens are accepted; once for each
  --token-use USE     access, id, or any for both
  --issuer URL        the iss of the tokens, where it is not Cognito's default for the pool; once for each
  --jwks FILE         the pool's key set, a JSON file; without it the keys are fetched from the issuer
  --resource URL      what the API is called as a resource: an aud of access tokens has to include it
  --require-audience  refuse access tokens without an aud as well
  --clock-tolerance SECONDS
                      clock difference to forgive, 0 to 120; default: 0
  --now SECONDS       the time to judge by, in seconds since the epoch; default: the time of this machine
  --json              one JSON object for each token, a line each
  --help              show this text

Checks, in this order: length, form, header, issuer, token use, client, claims, times, key, signature.
It does not know what has been revoked, and it does not ask Cognito whether the user still exists.

Exit codes:
  0  every token is accepted
  1  a token is refused, or whoever reads the output has gone
  2  the command is not written as above, or its input cannot be read
  3  a token could not be judged, because the keys of the pool cannot be had
`;
