package dev.pitot.testkit;

import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.MTD_void;

import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** Classes that are nowhere but in memory, and a loader of its own for them. */
public final class MadeClasses extends ClassLoader {
    private final Map<String, byte[]> classes = new ConcurrentHashMap<>();

    public MadeClasses() {
        super("made", MadeClasses.class.getClassLoader());
    }

    /** A class with nothing in it. */
    public MadeClasses add(String name) {
        return add(name, code -> {});
    }

    /** A class that does this in its initializer. */
    public MadeClasses add(String name, Consumer<CodeBuilder> initializer) {
        classes.put(name, bytes(name, initializer));
        return this;
    }

    public static byte[] bytes(String name, Consumer<CodeBuilder> initializer) {
        return ClassFile.of().build(ClassDesc.of(name), builder -> builder.withSuperclass(CD_Object)
                .withMethodBody("<clinit>", MTD_void, ClassFile.ACC_STATIC, code -> {
                    initializer.accept(code);
                    code.return_();
                }));
    }

    /** Loads a class and runs its initializer. */
    public void initialize(String name) throws ClassNotFoundException {
        Class.forName(name, true, this);
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        var bytes = classes.get(name);
        if (bytes == null) {
            throw new ClassNotFoundException(name);
        }
        return defineClass(name, bytes, 0, bytes.length);
    }
}
