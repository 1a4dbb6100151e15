# What the roles may do. &{name} is a variable of IAM, ${name} one of Terraform.

data "aws_iam_policy_document" "public_read" {
  statement {
    sid       = "ReadPublished"
    effect    = "Allow"
    actions   = ["s3:GetObject"]
    resources = ["${aws_s3_bucket.documents.arn}/public/*"]
  }
}

resource "aws_iam_policy" "public_read" {
  name        = "${var.name}-public-read"
  description = "Read what is published to everybody."
  policy      = data.aws_iam_policy_document.public_read.json
}

data "aws_iam_policy_document" "public_write" {
  statement {
    sid       = "WritePublished"
    effect    = "Allow"
    actions   = ["s3:PutObject", "s3:DeleteObject"]
    resources = ["${aws_s3_bucket.documents.arn}/public/*"]
  }
}

resource "aws_iam_policy" "public_write" {
  name        = "${var.name}-public-write"
  description = "Publish to everybody."
  policy      = data.aws_iam_policy_document.public_write.json
}

data "aws_iam_policy_document" "own_data" {
  statement {
    sid       = "OwnObjects"
    effect    = "Allow"
    actions   = ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"]
    resources = ["${aws_s3_bucket.documents.arn}/private/&{cognito-identity.amazonaws.com:sub}/*"]
  }

  statement {
    sid       = "ListOwnObjects"
    effect    = "Allow"
    actions   = ["s3:ListBucket"]
    resources = [aws_s3_bucket.documents.arn]
    condition {
      test     = "StringLike"
      variable = "s3:prefix"
      values   = ["private/&{cognito-identity.amazonaws.com:sub}/*"]
    }
  }

  statement {
    sid       = "OwnItems"
    effect    = "Allow"
    actions   = ["dynamodb:GetItem", "dynamodb:Query", "dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem"]
    resources = [aws_dynamodb_table.own_notes.arn]
    condition {
      test     = "ForAllValues:StringEquals"
      variable = "dynamodb:LeadingKeys"
      values   = ["&{cognito-identity.amazonaws.com:sub}"]
    }
    # ForAllValues also holds for no value at all.
    condition {
      test     = "Null"
      variable = "dynamodb:LeadingKeys"
      values   = ["false"]
    }
  }
}

resource "aws_iam_policy" "own_data" {
  name        = "${var.name}-own-data"
  description = "One's own folder and one's own notes, by the identity ID."
  policy      = data.aws_iam_policy_document.own_data.json
}

data "aws_iam_policy_document" "tenant_read" {
  statement {
    sid       = "ReadTenantObjects"
    effect    = "Allow"
    actions   = ["s3:GetObject"]
    resources = ["${aws_s3_bucket.documents.arn}/tenants/&{aws:PrincipalTag/tenant}/*"]
  }

  statement {
    sid       = "ListTenantObjects"
    effect    = "Allow"
    actions   = ["s3:ListBucket"]
    resources = [aws_s3_bucket.documents.arn]
    condition {
      test     = "StringLike"
      variable = "s3:prefix"
      values   = ["tenants/&{aws:PrincipalTag/tenant}/*"]
    }
  }

  statement {
    sid       = "ReadTenantItems"
    effect    = "Allow"
    actions   = ["dynamodb:GetItem", "dynamodb:Query"]
    resources = [aws_dynamodb_table.tenant_records.arn]
    condition {
      test     = "ForAllValues:StringEquals"
      variable = "dynamodb:LeadingKeys"
      values   = ["&{aws:PrincipalTag/tenant}"]
    }
    condition {
      test     = "Null"
      variable = "dynamodb:LeadingKeys"
      values   = ["false"]
    }
  }
}

resource "aws_iam_policy" "tenant_read" {
  name        = "${var.name}-tenant-read"
  description = "Read what belongs to one's tenant, by the principal tag."
  policy      = data.aws_iam_policy_document.tenant_read.json
}

data "aws_iam_policy_document" "tenant_write" {
  statement {
    sid       = "WriteTenantObjects"
    effect    = "Allow"
    actions   = ["s3:PutObject"]
    resources = ["${aws_s3_bucket.documents.arn}/tenants/&{aws:PrincipalTag/tenant}/*"]
  }

  statement {
    sid       = "WriteTenantItems"
    effect    = "Allow"
    actions   = ["dynamodb:PutItem", "dynamodb:UpdateItem"]
    resources = [aws_dynamodb_table.tenant_records.arn]
    condition {
      test     = "ForAllValues:StringEquals"
      variable = "dynamodb:LeadingKeys"
      values   = ["&{aws:PrincipalTag/tenant}"]
    }
    condition {
      test     = "Null"
      variable = "dynamodb:LeadingKeys"
      values   = ["false"]
    }
  }
}

resource "aws_iam_policy" "tenant_write" {
  name        = "${var.name}-tenant-write"
  description = "Write what belongs to one's tenant, by the principal tag."
  policy      = data.aws_iam_policy_document.tenant_write.json
}
