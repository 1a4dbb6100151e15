import { Field, ID, ObjectType } from '@nestjs/graphql';

@ObjectType()
export class Article {
  @Field(() => ID) id!: string;
  @Field(() => String) title!: string;
  /** Not a field of the schema. */
  authorId!: string;
}
