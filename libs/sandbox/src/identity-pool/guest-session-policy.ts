import type { PolicyDocument } from '../iam/policy-document.js';

/**
 * What guests may reach at most, whatever their role allows: the union of the inline session policy of the enhanced
 * flow and of the managed policy `AmazonCognitoUnAuthedIdentitiesSessionPolicy`.
 *
 * Source: Amazon Cognito developer guide, "IAM roles", and the AWS managed policy reference.
 */
export const GUEST_SESSION_POLICY: PolicyDocument = {
  Version: '2012-10-17',
  Statement: [
    {
      Sid: 'ServicesOfTheInlineSessionPolicy',
      Effect: 'Allow',
      Action: [
        'appsync:*',
        'cloudwatch:*',
        'codewhisperer:*',
        'cognito-identity:*',
        'cognito-idp:*',
        'cognito-sync:*',
        'comprehend:*',
        'dynamodb:*',
        'execute-api:*',
        'firehose:*',
        'gamelift:*',
        'iot:*',
        'kinesis:*',
        'lambda:*',
        'lex:*',
        'logs:*',
        'machinelearning:*',
        'mobileanalytics:*',
        'mobiletargeting:*',
        'personalize:*',
        'polly:*',
        'rekognition:*',
        's3:*',
        'sagemaker:InvokeEndpoint',
        'sdb:*',
        'ses:*',
        'sns:*',
        'sqs:*',
        'textract:AnalyzeDocument',
        'textract:DetectDocumentText',
        'transcribe:*',
        'translate:*',
      ],
      Resource: '*',
    },
    {
      Sid: 'MoreOfTheManagedSessionPolicy',
      Effect: 'Allow',
      Action: [
        'geo:*DevicePosition*',
        'geo:*Geofence',
        'geo:*Geofences',
        'geo:CalculateRoute*',
        'geo:GetMap*',
        'geo:GetPlace',
        'geo:ListMaps',
        'geo:SearchPlaceIndex*',
        'kms:Decrypt',
        'kms:Encrypt',
        'kms:GenerateDataKey',
        'kms:GenerateDataKeyPair',
        'kms:GenerateDataKeyPairWithoutPlaintext',
        'kms:GenerateDataKeyWithoutPlaintext',
        'kms:ReEncryptFrom',
        'kms:ReEncryptTo',
        'rum:PutRumEvents',
      ],
      Resource: '*',
    },
  ],
};
