// Waiting: for a service that says when to come again, and between questions.
const TRIES = 4;
const LONGEST = 60;

export function pause(seconds, signal) {
  return new Promise((resolve, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
    setTimeout(resolve, seconds * 1000);
  });
}

// The answer to `ask`, which is put again as often as the service says when (Retry-After), within reason.
export async function patiently(ask, signal, say) {
  for (let tried = 1; ; tried += 1) {
    try {
      return await ask();
    } catch (failure) {
      const wait = failure.retryAfter ?? null;
      if (wait === null || wait > LONGEST || tried === TRIES) throw failure;
      say(`The service is busy; trying again in ${wait} second${wait === 1 ? "" : "s"}.`);
      await pause(wait, signal);
    }
  }
}
