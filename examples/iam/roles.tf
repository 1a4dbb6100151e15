# Who may assume the roles

data "aws_iam_policy_document" "signed_in" {
  statement {
    sid     = "SignedInIdentities"
    effect  = "Allow"
    actions = ["sts:AssumeRoleWithWebIdentity", "sts:TagSession"]
    principals {
      type        = "Federated"
      identifiers = ["cognito-identity.amazonaws.com"]
    }
    condition {
      test     = "StringEquals"
      variable = "cognito-identity.amazonaws.com:aud"
      values   = [aws_cognito_identity_pool.identities.id]
    }
    condition {
      test     = "ForAnyValue:StringLike"
      variable = "cognito-identity.amazonaws.com:amr"
      values   = ["authenticated"]
    }
  }
}

data "aws_iam_policy_document" "guests" {
  statement {
    sid     = "Guests"
    effect  = "Allow"
    actions = ["sts:AssumeRoleWithWebIdentity"]
    principals {
      type        = "Federated"
      identifiers = ["cognito-identity.amazonaws.com"]
    }
    condition {
      test     = "StringEquals"
      variable = "cognito-identity.amazonaws.com:aud"
      values   = [aws_cognito_identity_pool.identities.id]
    }
    condition {
      test     = "ForAnyValue:StringLike"
      variable = "cognito-identity.amazonaws.com:amr"
      values   = ["unauthenticated"]
    }
  }
}

# The roles, each with its policies

resource "aws_iam_role" "member" {
  name               = "${var.name}-member"
  assume_role_policy = data.aws_iam_policy_document.signed_in.json
}

resource "aws_iam_role_policy_attachment" "member" {
  for_each = {
    public_read  = aws_iam_policy.public_read.arn
    own_data     = aws_iam_policy.own_data.arn
    tenant_read  = aws_iam_policy.tenant_read.arn
    tenant_write = aws_iam_policy.tenant_write.arn
  }
  role       = aws_iam_role.member.name
  policy_arn = each.value
}

resource "aws_iam_role" "editor" {
  name               = "${var.name}-editor"
  assume_role_policy = data.aws_iam_policy_document.signed_in.json
}

resource "aws_iam_role_policy_attachment" "editor" {
  for_each = {
    public_read  = aws_iam_policy.public_read.arn
    public_write = aws_iam_policy.public_write.arn
    own_data     = aws_iam_policy.own_data.arn
    tenant_read  = aws_iam_policy.tenant_read.arn
    tenant_write = aws_iam_policy.tenant_write.arn
  }
  role       = aws_iam_role.editor.name
  policy_arn = each.value
}

resource "aws_iam_role" "auditor" {
  name               = "${var.name}-auditor"
  assume_role_policy = data.aws_iam_policy_document.signed_in.json
}

resource "aws_iam_role_policy_attachment" "auditor" {
  for_each = {
    public_read = aws_iam_policy.public_read.arn
    tenant_read = aws_iam_policy.tenant_read.arn
  }
  role       = aws_iam_role.auditor.name
  policy_arn = each.value
}

resource "aws_iam_role" "guest" {
  name               = "${var.name}-guest"
  assume_role_policy = data.aws_iam_policy_document.guests.json
}

resource "aws_iam_role_policy_attachment" "guest" {
  for_each = {
    public_read = aws_iam_policy.public_read.arn
  }
  role       = aws_iam_role.guest.name
  policy_arn = each.value
}
