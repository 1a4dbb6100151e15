# A user pool, an identity pool, and the roles whose keys its users get. template.yaml is the same in CloudFormation.

terraform {
  required_version = ">= 1.5"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.40"
    }
  }
}

variable "name" {
  type        = string
  default     = "castellan"
  description = "The beginning of every name."
}

variable "bucket" {
  type        = string
  description = "The name of the bucket. Names of buckets are taken world-wide."
}

variable "allow_guests" {
  type        = bool
  default     = false
  description = "Whether callers without a sign-in get the keys of the guest role."
}

# Who is calling

resource "aws_cognito_user_pool" "users" {
  name                     = var.name
  username_attributes      = ["email"]
  auto_verified_attributes = ["email"]

  admin_create_user_config {
    allow_admin_create_user_only = true
  }

  schema {
    name                = "tenant"
    attribute_data_type = "String"
    mutable             = true
    string_attribute_constraints {}
  }
}

resource "aws_cognito_user_pool_client" "web" {
  name                          = "web"
  user_pool_id                  = aws_cognito_user_pool.users.id
  generate_secret               = false
  explicit_auth_flows           = ["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
  prevent_user_existence_errors = "ENABLED"
  read_attributes               = ["email", "custom:tenant"]
  # Without custom:tenant: who could write it could choose the tenant whose data the keys open.
  write_attributes = ["email"]
}

resource "aws_cognito_user_group" "editors" {
  name         = "editors"
  user_pool_id = aws_cognito_user_pool.users.id
  precedence   = 10
  role_arn     = aws_iam_role.editor.arn
}

resource "aws_cognito_user_group" "auditors" {
  name         = "auditors"
  user_pool_id = aws_cognito_user_pool.users.id
  precedence   = 20
  role_arn     = aws_iam_role.auditor.arn
}

# Which keys they get

resource "aws_cognito_identity_pool" "identities" {
  identity_pool_name               = var.name
  allow_unauthenticated_identities = var.allow_guests
  allow_classic_flow               = false

  cognito_identity_providers {
    provider_name           = aws_cognito_user_pool.users.endpoint
    client_id               = aws_cognito_user_pool_client.web.id
    server_side_token_check = true
  }
}

resource "aws_cognito_identity_pool_roles_attachment" "roles" {
  identity_pool_id = aws_cognito_identity_pool.identities.id

  roles = {
    authenticated   = aws_iam_role.member.arn
    unauthenticated = aws_iam_role.guest.arn
  }

  role_mapping {
    identity_provider         = "${aws_cognito_user_pool.users.endpoint}:${aws_cognito_user_pool_client.web.id}"
    type                      = "Token"
    ambiguous_role_resolution = "AuthenticatedRole"
  }
}

resource "aws_cognito_identity_pool_provider_principal_tag" "tags" {
  identity_pool_id       = aws_cognito_identity_pool.identities.id
  identity_provider_name = aws_cognito_user_pool.users.endpoint
  use_defaults           = false
  principal_tags = {
    tenant = "custom:tenant"
  }
}

# What is protected

resource "aws_s3_bucket" "documents" {
  bucket = var.bucket
}

resource "aws_s3_bucket_public_access_block" "documents" {
  bucket                  = aws_s3_bucket.documents.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

# The partition key is the identity ID of its owner.
resource "aws_dynamodb_table" "own_notes" {
  name         = "${var.name}-own-notes"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "identityId"
  range_key    = "noteId"

  attribute {
    name = "identityId"
    type = "S"
  }
  attribute {
    name = "noteId"
    type = "S"
  }
}

# The partition key is the tenant.
resource "aws_dynamodb_table" "tenant_records" {
  name         = "${var.name}-tenant-records"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "tenant"
  range_key    = "recordId"

  attribute {
    name = "tenant"
    type = "S"
  }
  attribute {
    name = "recordId"
    type = "S"
  }
}

output "user_pool_id" {
  value = aws_cognito_user_pool.users.id
}

output "client_id" {
  value = aws_cognito_user_pool_client.web.id
}

output "identity_pool_id" {
  value = aws_cognito_identity_pool.identities.id
}
