# shellcheck shell=bash
# Sourced by build/kernels.sh: one virtual machine, from its start to its results.

readonly machine_seconds=600

# One NVMe controller, which Debian's kernels have built in, with a namespace for each disk: there is no need for modules, nor
# for a RAM disk that loads them. The second is read directly, past the host's page cache too.
boot() { # RELEASE PARAMETERS RESULTS
  # oops=panic, panic=-1 and -no-reboot: a kernel that has an oops ends the machine, at once.
  timeout -k 5 "$machine_seconds" nice qemu-system-x86_64 -machine q35 -accel tcg,thread=multi,tb-size=512 -cpu max -smp 2 -m 3G \
    -nodefaults -display none -no-reboot -serial stdio \
    -kernel "$cache/images/$1/vmlinuz" \
    -append "console=ttyS0 loglevel=4 oops=panic panic=-1 root=/dev/nvme0n1 rw init=/init $2 pitot_steps=$steps pitot_torture=$torture" \
    -drive "file=$root_disk,if=none,id=root,format=raw,snapshot=on,cache=unsafe" \
    -drive "file=$scratch/work.img,if=none,id=work,format=raw,cache=none,aio=threads" \
    -device nvme,id=disks,serial=pitot -device nvme-ns,drive=root,bus=disks,nsid=1 -device nvme-ns,drive=work,bus=disks,nsid=2 \
    </dev/null >"$3/console" 2>&1 &
  machine=$!
  tail -f --pid="$machine" "$3/console" | sed -un 's/^@ /  /p'
  wait "$machine" || true
  machine=
  results_of "$scratch/work.img" "$3"
}
