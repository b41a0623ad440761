"""The dashboard on AWS: CDK stacks of what an account needs, from typed settings."""
