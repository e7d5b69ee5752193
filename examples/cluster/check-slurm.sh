#!/bin/bash
# check.sh on a Slurm of its own: munge, slurmctld and slurmd on this machine's loopback, without systemd. With arguments
# that command instead.
# Needs root, apt, and snakemake-executor-plugin-slurm beside snakemake. Skipped where one of them is missing.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
skip() { echo "skipped: $1"; exit 0; }
[ "$(id -u)" = 0 ] || skip "starting a Slurm takes root"
if ! command -v slurmctld >/dev/null || ! command -v munged >/dev/null; then
  command -v apt-get >/dev/null || skip "there is no apt to install slurm-wlm with"
  DEBIAN_FRONTEND=noninteractive apt-get install -qq -y slurm-wlm munge >/dev/null || skip "slurm-wlm cannot be installed"
fi
engine=${SNAKEMAKE:-snakemake}
command -v "$engine" >/dev/null || skip "there is no $engine"
"$engine" --help | grep -q slurm || skip "snakemake-executor-plugin-slurm is not installed"
[ ! -e /etc/slurm/slurm.conf ] || skip "/etc/slurm/slurm.conf is there already"

state=$(mktemp -d "${TMPDIR:-/tmp}/slurm-XXXXXX")
mkdir -p "$state"/{spool,ctld,munge} /etc/slurm
pids=()
finish() {
  for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
  # They write their state when they end.
  for pid in "${pids[@]}"; do wait "$pid" 2>/dev/null || true; done
  rm -rf "$state" /etc/slurm/slurm.conf
}
trap finish EXIT
# The plug-in does not hand SLURM_CONF on: the file has to lie where Slurm looks for it.
cat >/etc/slurm/slurm.conf <<CONF
ClusterName=loop
SlurmctldHost=localhost(127.0.0.1)
AuthType=auth/munge
AuthInfo=socket=$state/munge/socket
MpiDefault=none
ProctrackType=proctrack/pgid
TaskPlugin=task/none
ReturnToService=2
SlurmctldPidFile=$state/ctld.pid
SlurmdPidFile=$state/d.pid
SlurmctldPort=26817
SlurmdPort=26818
SlurmdSpoolDir=$state/spool
StateSaveLocation=$state/ctld
SlurmUser=root
SlurmdUser=root
SlurmctldLogFile=$state/ctld.log
SlurmdLogFile=$state/d.log
SchedulerType=sched/backfill
SchedulerParameters=sched_interval=1,batch_sched_delay=1
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
JobCompType=jobcomp/none
SlurmdParameters=config_overrides
NodeName=localhost NodeAddr=127.0.0.1 CPUs=4 RealMemory=16000 State=UNKNOWN
PartitionName=main Nodes=localhost Default=YES MaxTime=INFINITE State=UP
CONF
dd if=/dev/urandom of="$state/munge/key" bs=1024 count=1 status=none
chmod 700 "$state/munge"
chmod 400 "$state/munge/key"
chown -R root: "$state/munge"
chmod 755 "$state"
munged --force --foreground --key-file "$state/munge/key" --socket "$state/munge/socket" --pid-file "$state/munge/pid" \
  --log-file "$state/munge/log" --seed-file "$state/munge/seed" >"$state/munged.out" 2>&1 &
pids+=($!)
sleep 1
slurmctld -D -i >"$state/ctld.out" 2>&1 &
pids+=($!)
sleep 2
slurmd -D -N localhost >"$state/d.out" 2>&1 &
pids+=($!)
for _ in $(seq 30); do sinfo -h -o %T 2>/dev/null | grep -q idle && break; sleep 1; done
sinfo -h -o %T | grep -q idle || { tail -20 "$state"/*.log "$state"/*.out; exit 1; }

if [ $# -gt 0 ]; then
  "$@"
  exit
fi
# Without accounting the state of jobs is asked of the queue.
"$here/check.sh" "$here/profiles/slurm" --slurm-status-command squeue --latency-wait 10 --jobs 4 \
  --default-resources slurm_partition=main runtime=10
