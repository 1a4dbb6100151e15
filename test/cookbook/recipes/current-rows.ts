import type { AccessibleFilter } from 'castellan';
import { whereAccessible } from 'castellan/typeorm';
import type { ObjectLiteral, Repository } from 'typeorm';

export function currentRows<Row extends ObjectLiteral>(
  announcements: Repository<Row>,
  readable: AccessibleFilter,
  { offset = 0, limit = 50 } = {},
): Promise<[Row[], number]> {
  const query = announcements
    .createQueryBuilder('announcement')
    .where('announcement.from <= :now AND announcement.until > :now', { now: new Date() })
    .orderBy('announcement.id')
    .skip(offset)
    .take(limit);
  return whereAccessible(query, readable).getManyAndCount();
}
