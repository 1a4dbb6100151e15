// `castellan/prisma`: queries of Prisma from the rules of a caller.

export { prismaModel } from './prisma/prisma-model.js';
export type { PrismaFieldType, PrismaModel, PrismaModelOptions } from './prisma/prisma-model.js';
export { prismaWhere } from './prisma/prisma-where.js';
