import type { CodeDeliveryDetailsType } from '@aws-sdk/client-cognito-identity-provider';
import type { CodeDelivery } from './sign-in/challenge.js';

export function toCodeDelivery(details: CodeDeliveryDetailsType | undefined): CodeDelivery | undefined {
  if (details === undefined) return undefined;
  return {
    medium: details.DeliveryMedium,
    destination: details.Destination,
    attribute: details.AttributeName,
  };
}
