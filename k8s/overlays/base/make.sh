#!/usr/bin/env bash
# Writes services.yaml, what overlays build on: the six services of k8s/ and their network policies, without databases and
# passwords. It is a copy because kustomize reads nothing outside of its own folder, and k8s/ itself has to stay a plain list
# for `kubectl apply -f k8s/`. Run it after a change there; a test fails until you have.
set -euo pipefail
cd "$(dirname "$0")"
{
  echo '# Made by make.sh from k8s/*-service.yaml and k8s/network-policies.yaml: change those, and run it again.'
  for file in ../../*-service.yaml ../../network-policies.yaml; do
    echo '---'
    cat "$file"
  done
} >services.yaml
