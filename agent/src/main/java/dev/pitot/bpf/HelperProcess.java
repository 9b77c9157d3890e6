package dev.pitot.bpf;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The helper as a child of this process. It has one end of a pair of sockets as its standard input. A message has one
 * fixed size for each direction, and descriptors travel beside it (unix(7), SCM_RIGHTS).
 *
 * <p>Java's {@code Process} cannot give a socket to a child. So posix_spawn(3) starts it.
 */
public final class HelperProcess implements AutoCloseable {
    private static final long SYS_SOCKETPAIR = Libc.ARM ? 199 : 53;
    private static final long SYS_SENDMSG = Libc.ARM ? 211 : 46;
    private static final long SYS_RECVMSG = Libc.ARM ? 212 : 47;
    private static final long SYS_SETSOCKOPT = Libc.ARM ? 208 : 54;
    private static final long SYS_SHUTDOWN = Libc.ARM ? 210 : 48;
    private static final long SYS_WAIT4 = Libc.ARM ? 260 : 61;
    private static final long SYS_KILL = Libc.ARM ? 129 : 62;
    private static final int AF_UNIX = 1;
    private static final int SOCK_SEQPACKET_CLOEXEC = 5 | 0x80000;
    private static final int SOL_SOCKET = 1;
    private static final int SO_RCVTIMEO = 20;
    private static final int SO_SNDTIMEO = 21;
    private static final int SHUT_RDWR = 2;
    private static final int MSG_NOSIGNAL = 0x4000;
    private static final int MSG_CMSG_CLOEXEC = 0x40000000;
    private static final int MSG_CUT = 0x8 | 0x20; // MSG_CTRUNC, MSG_TRUNC
    private static final int SCM_RIGHTS = 1;
    private static final int WNOHANG = 1;
    private static final int SIGKILL = 9;

    private static final int O_WRONLY = 1;
    private static final int FILE_ACTIONS = 512; // bytes; glibc and musl have some 80

    /** {@code struct msghdr} and {@code struct cmsghdr} of the kernel. */
    private static final int MESSAGE = 56;

    private static final int CONTROL_HEADER = 16;
    private static final int MAX_DESCRIPTORS = 64;
    private static final int CONTROL = CONTROL_HEADER + MAX_DESCRIPTORS * Integer.BYTES;

    /** Longer than the verifier takes for the longest program on a busy machine. */
    private static final int SECONDS_TO_LOAD = 60;

    private static final int SECONDS_TO_ANSWER = 5;

    private static final int MILLIS_TO_END = 1000;

    private final Descriptor socket;
    private final int pid;
    private boolean isReaped;
    private boolean isOver;

    /** An answer, and the descriptors that came with it. */
    public record Answer(ByteBuffer message, PassedDescriptors descriptors) implements AutoCloseable {
        @Override
        public void close() {
            descriptors.close();
        }
    }

    private HelperProcess(Descriptor socket, int pid) {
        this.socket = socket;
        this.pid = pid;
    }

    /** Starts the helper. */
    public static HelperProcess start(Path program) throws BpfException {
        try (var arena = Arena.ofConfined()) {
            var pair = arena.allocate(JAVA_INT, 2);
            checked(Libc.syscall(SYS_SOCKETPAIR, AF_UNIX, SOCK_SEQPACKET_CLOEXEC, 0, pair.address(), 0, 0));
            var ours = new Descriptor(pair.getAtIndex(JAVA_INT, 0));
            try (var theirs = new Descriptor(pair.getAtIndex(JAVA_INT, 1))) {
                limitWaits(ours, SECONDS_TO_LOAD, arena);
                return new HelperProcess(ours, spawn(program, theirs.fd(), arena));
            } catch (BpfException e) {
                ours.close();
                throw e;
            }
        }
    }

    /** Is told that nothing more will be loaded, so that no answer takes long. */
    public synchronized void endLoading() throws BpfException {
        try (var arena = Arena.ofConfined()) {
            limitWaits(socket, SECONDS_TO_ANSWER, arena);
        }
    }

    private static void limitWaits(Descriptor socket, int seconds, Arena arena) throws BpfException {
        var most = arena.allocateFrom(JAVA_LONG, seconds, 0); // struct timeval
        for (var option : new int[] {SO_RCVTIMEO, SO_SNDTIMEO}) {
            checked(Libc.syscall(SYS_SETSOCKOPT, socket.fd(), SOL_SOCKET, option, most.address(), most.byteSize(), 0));
        }
    }

    // int posix_spawn(pid_t *, const char *path, const posix_spawn_file_actions_t *,
    //                 const posix_spawnattr_t *, char *const argv[], char *const envp[]);
    private static int spawn(Path program, int socket, Arena arena) throws BpfException {
        var pid = arena.allocate(JAVA_INT);
        var actions = arena.allocate(FILE_ACTIONS, 16);
        var arguments = arena.allocate(ADDRESS, 2);
        arguments.set(ADDRESS, 0, arena.allocateFrom("pitot-helper"));
        var nothing = arena.allocate(ADDRESS);
        Libc.call(Libc.symbol("posix_spawn_file_actions_init"), actions.address(), 0, 0, 0, 0, 0);
        try {
            var sink = arena.allocateFrom("/dev/null").address();
            Libc.call(Libc.symbol("posix_spawn_file_actions_adddup2"), actions.address(), socket, 0, 0, 0, 0);
            for (var output = 1; output <= 2; output++) {
                Libc.call(
                        Libc.symbol("posix_spawn_file_actions_addopen"),
                        actions.address(),
                        output,
                        sink,
                        O_WRONLY,
                        0,
                        0);
            }
            var error = (int) Libc.call(
                    Libc.symbol("posix_spawn"),
                    pid.address(),
                    arena.allocateFrom(program.toString()).address(),
                    actions.address(),
                    0,
                    arguments.address(),
                    nothing.address());
            if (error != 0) {
                throw BpfException.HelperRefused.notStarted(program, error);
            }
        } finally {
            Libc.call(Libc.symbol("posix_spawn_file_actions_destroy"), actions.address(), 0, 0, 0, 0, 0);
        }
        return pid.get(JAVA_INT, 0);
    }

    /**
     * Sends a request and waits for the answer.
     *
     * @param file a file to pass beside it; null for none
     * @param answerSize bytes of an answer
     */
    public synchronized Answer ask(byte[] request, @Nullable OpenFile file, int answerSize) throws BpfException {
        if (isOver) {
            throw gone();
        }
        try (var arena = Arena.ofConfined()) {
            var sent = arena.allocateFrom(JAVA_BYTE, request);
            var control = arena.allocate(CONTROL_HEADER + Long.BYTES, 8);
            if (file != null) {
                control.set(JAVA_LONG, 0, CONTROL_HEADER + Integer.BYTES);
                control.set(JAVA_INT, 8, SOL_SOCKET);
                control.set(JAVA_INT, 12, SCM_RIGHTS);
                control.set(JAVA_INT, 16, file.fd());
            }
            var message = message(arena, sent, control, file == null ? 0 : control.byteSize());
            if (call(SYS_SENDMSG, message, MSG_NOSIGNAL) != request.length) {
                throw gone();
            }
            return receive(arena, answerSize);
        }
    }

    private Answer receive(Arena arena, int size) throws BpfException {
        var bytes = arena.allocate(size, 8);
        var control = arena.allocate(CONTROL, 8);
        var message = message(arena, bytes, control, CONTROL);
        var length = call(SYS_RECVMSG, message, MSG_CMSG_CLOEXEC);
        var descriptors = new PassedDescriptors(descriptors(control, message.get(JAVA_LONG, 40)));
        if (length != size || (message.get(JAVA_INT, 48) & MSG_CUT) != 0) {
            descriptors.close();
            throw gone();
        }
        var copy = ByteBuffer.wrap(bytes.toArray(JAVA_BYTE)).order(ByteOrder.nativeOrder());
        return new Answer(copy, descriptors);
    }

    private long call(long number, MemorySegment message, int flags) {
        long result;
        do {
            result = Libc.syscall(number, socket.fd(), message, flags);
        } while (result == -Signals.EINTR);
        return result;
    }

    private static MemorySegment message(Arena arena, MemorySegment bytes, MemorySegment control, long controlLength) {
        var vector = arena.allocateFrom(JAVA_LONG, bytes.address(), bytes.byteSize());
        var message = arena.allocate(MESSAGE, 8);
        message.set(JAVA_LONG, 16, vector.address());
        message.set(JAVA_LONG, 24, 1);
        message.set(JAVA_LONG, 32, control.address());
        message.set(JAVA_LONG, 40, controlLength);
        return message;
    }

    /** Returns the descriptors of one control message; the kernel makes no more of them. */
    private static int[] descriptors(MemorySegment control, long length) {
        var isThere = length >= CONTROL_HEADER
                && control.get(JAVA_INT, 8) == SOL_SOCKET
                && control.get(JAVA_INT, 12) == SCM_RIGHTS;
        var bytes = isThere ? Math.min(control.get(JAVA_LONG, 0), length) - CONTROL_HEADER : 0;
        var descriptors = new int[(int) (bytes / Integer.BYTES)];
        for (var i = 0; i < descriptors.length; i++) {
            descriptors[i] = control.get(JAVA_INT, CONTROL_HEADER + (long) i * Integer.BYTES);
        }
        return descriptors;
    }

    /** Whoever asks once more shall not wait once more. */
    private BpfException gone() {
        isOver = true;
        return new BpfException.HelperRefused(
                "the helper has ended, or did not answer in time", "start the recording again");
    }

    private static void checked(long result) throws BpfException {
        if (result < 0) {
            throw BpfException.of("making a socket for the helper", (int) -result);
        }
    }

    /** Ends the conversation, at which the helper exits. A thread that waits for an answer waits no longer. */
    @Override
    public void close() {
        socket.withOpen(fd -> Libc.syscall(SYS_SHUTDOWN, fd, SHUT_RDWR, 0, 0, 0, 0));
        synchronized (this) {
            isOver = true;
            socket.close();
            if (!isReaped && !reap()) {
                Libc.syscall(SYS_KILL, pid, SIGKILL, 0, 0, 0, 0); // somebody has stopped it
                reap();
            }
            isReaped = true;
        }
    }

    private boolean reap() {
        var until = System.nanoTime() + MILLIS_TO_END * 1_000_000L;
        do {
            if (Libc.syscall(SYS_WAIT4, pid, 0, WNOHANG, 0, 0, 0) != 0) {
                return true; // ended, or somebody else has waited for it
            }
            LockSupport.parkNanos(1_000_000);
        } while (System.nanoTime() < until);
        return false;
    }
}
