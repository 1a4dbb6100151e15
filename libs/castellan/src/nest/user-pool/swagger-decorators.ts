import type { AuthRoute } from '../../user-pool/routes/auth-route.js';
import { operationOf } from '../../user-pool/routes/open-api.js';

/** The decorators of `@nestjs/swagger` that describe the routes: hand over the whole package. */
export interface SwaggerDecorators {
  ApiOperation(options: object): MethodDecorator;
  ApiParam(options: object): MethodDecorator;
  ApiResponse(options: object): MethodDecorator;
}

/** Describes a route for `SwaggerModule.createDocument`. */
export function swaggerDecoratorsOf(
  route: AuthRoute,
  swagger: SwaggerDecorators,
  tag: string,
): MethodDecorator[] {
  const { responses, parameters = [], ...operation } = operationOf(route, tag);
  return [
    swagger.ApiOperation(operation),
    ...parameters.map((parameter) => swagger.ApiParam(parameter)),
    ...Object.entries(responses).map(([status, response]) =>
      swagger.ApiResponse({ ...response, status: status === 'default' ? status : Number(status) }),
    ),
  ];
}
