import { Controller, Post } from '@nestjs/common';
import { Groups, Require } from 'castellan';
import { deny, grant, type Requirement } from 'castellan/core';

/** Monday to Friday, from 8 to 18 o'clock. */
export function officeHours(timeZone: string): Requirement {
  const description = `officeHours(${timeZone})`;
  const open = grant(description);
  const closed = deny('rule', `It is outside of the office hours in ${timeZone}.`);
  const clock = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    weekday: 'short',
    hour: '2-digit',
    hourCycle: 'h23',
  });
  return {
    immediate: true,
    describe: () => description,
    decide: ({ now }) => {
      const parts = clock.formatToParts(now);
      const weekday = parts.find(({ type }) => type === 'weekday')?.value ?? '';
      const hour = Number(parts.find(({ type }) => type === 'hour')?.value);
      return ['Mon', 'Tue', 'Wed', 'Thu', 'Fri'].includes(weekday) && hour >= 8 && hour < 18 ? open : closed;
    },
  };
}

@Controller('transfers')
export class TransfersController {
  @Post()
  @Groups('tellers')
  @Require(officeHours('Europe/Berlin'))
  transfer() {
    return { accepted: true };
  }
}
