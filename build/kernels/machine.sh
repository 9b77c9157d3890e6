# shellcheck shell=bash
# Sourced by build/kernels.sh: one virtual machine, from its start to its results.

readonly machine_seconds=1800 # on a machine that has other things to do; three minutes on one that has not

# The disk is of the kind that Debian's kernels have built in, so there is no need for a RAM disk with modules. It is read
# directly, past the host's page cache: a read takes its time.
boot() { # RELEASE PARAMETERS RESULTS
  : >"$3/console"
  # oops=panic, panic=-1 and -no-reboot: a kernel that has an oops ends the machine, at once.
  timeout -k 5 "$machine_seconds" nice qemu-system-x86_64 -machine q35 -accel tcg,thread=multi,tb-size=512 -cpu max -smp 2 -m 3G \
    -nodefaults -display none -no-reboot -serial stdio \
    -kernel "$cache/images/$1/vmlinuz" \
    -append "console=ttyS0 loglevel=4 oops=panic panic=-1 root=/dev/nvme0n1 rw init=/work/guest.sh $2" \
    -drive "file=$scratch/disk.img,if=none,id=disk,format=raw,cache=none,aio=threads" -device nvme,drive=disk,serial=pitot \
    </dev/null >"$3/console" 2>&1 &
  machine=$!
  tail -f --pid="$machine" "$3/console" | sed -un 's/^@ /  /p'
  wait "$machine" || true
  machine=
  results_of "$scratch/disk.img" "$3"
}

# A kernel that changes its own instructions puts a breakpoint there meanwhile. Under emulation a CPU may still run it
# afterwards, and then the kernel does not know it. In a BPF program that would be another matter.
boot_patiently() { # RELEASE PARAMETERS RESULTS
  boot "$@"
  if grep -q 'Oops: int3' "$3/console" && ! grep -q 'RIP: 0010:bpf_prog_' "$3/console"; then
    echo "  an oops at a breakpoint outside of BPF, which the emulation is known for: once more"
    mkdir "$3/first"
    find "$3" -mindepth 1 -maxdepth 1 ! -name first ! -name wanted -exec mv -t "$3/first" {} +
    make_disk "$scratch/disk.img"
    boot "$@"
  fi
}
