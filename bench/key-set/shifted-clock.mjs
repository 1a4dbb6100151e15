const dateNow = Date.now;
const performanceNow = performance.now.bind(performance);

/** Runs something while every clock that verifiers read is ahead by as much as `shift` says. Timers are not. */
export async function withShiftedClock(run) {
  let ahead = 0;
  Date.now = () => dateNow() + ahead;
  performance.now = () => performanceNow() + ahead;
  try {
    return await run((milliseconds) => {
      ahead = milliseconds;
    });
  } finally {
    Date.now = dateNow;
    delete performance.now;
  }
}
