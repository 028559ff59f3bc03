#include "models/engine/processor.h"

#include "core/learning/learning_text.h"

#include <QDir>
#include <QFile>
#include <QSet>

namespace creel {

namespace {

/// Whether oneDNN, which computes for libtorch, may use instructions for bfloat16 where they are.
bool allowsBFloat16(const QByteArray& highestSet)
{
    const QByteArray set = highestSet.toUpper();
    return set.isEmpty() || set == "ALL" || set == "DEFAULT" || set.endsWith("BF16") ||
           set.endsWith("FP16") || set.contains("AMX") || set.startsWith("AVX10");
}

/// Whether it may use those for int8, which are older.
bool allowsInt8(const QByteArray& highestSet)
{
    return allowsBFloat16(highestSet) || highestSet.toUpper() == "AVX512_CORE_VNNI";
}

} // namespace

Processor readProcessor()
{
    Processor processor;
    QFile file(QStringLiteral("/proc/cpuinfo"));
    if (!file.open(QIODevice::ReadOnly))
        return processor;
    const QList<QByteArray> lines = file.readAll().split('\n');
    for (const QByteArray& line : lines) {
        const qsizetype colon = line.indexOf(':');
        const QByteArray key = line.left(colon).trimmed();
        const QByteArray value = line.mid(colon + 1).trimmed();
        if (key == "model name" && processor.name.isEmpty())
            processor.name = QString::fromUtf8(value);
        if (key == "flags") {
            const QList<QByteArray> flags = value.split(' ');
            processor.hasBFloat16 = flags.contains("avx512_bf16") || flags.contains("amx_bf16");
            processor.hasInt8 = flags.contains("avx512_vnni");
            break; // every core says the same
        }
    }
    const QByteArray highestSet = qgetenv("ONEDNN_MAX_CPU_ISA");
    processor.isHeldBack = processor.hasBFloat16 && !allowsBFloat16(highestSet);
    processor.hasBFloat16 = processor.hasBFloat16 && !processor.isHeldBack;
    processor.hasInt8 = processor.hasInt8 && allowsInt8(highestSet);
    return processor;
}

QString gpuNameIn(const QString& folder)
{
    QSet<QString> names;
    const QDir gpus(folder);
    for (const QString& gpu : gpus.entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
        QFile file(gpus.filePath(gpu + QStringLiteral("/information")));
        if (!file.open(QIODevice::ReadOnly))
            continue;
        const QList<QByteArray> lines = file.readAll().split('\n');
        for (const QByteArray& line : lines)
            if (line.startsWith("Model:"))
                names.insert(QString::fromUtf8(line.mid(6).trimmed()));
    }
    return names.size() == 1 ? *names.begin() : LearningText::tr("an NVIDIA GPU");
}

Result<PrecisionChoice> choosePrecision(Precision wanted, const Processor& processor)
{
    if (wanted == Precision::BFloat16 && !processor.hasBFloat16 && processor.isGpu)
        return fail(ErrorCode::Unsupported,
                    LearningText::tr("This GPU has no bfloat16 instructions; they came with compute "
                                     "capability 8.0. Use fp32."));
    if (wanted == Precision::BFloat16 && !processor.hasBFloat16)
        return fail(ErrorCode::Unsupported,
                    LearningText::tr("This processor has no bfloat16 instructions, and without them bfloat16 "
                                     "is over forty times slower than float32. Use fp32."));
    if (wanted == Precision::Float32)
        return PrecisionChoice{Precision::Float32, LearningText::tr("it was asked for")};
    if (wanted == Precision::BFloat16)
        return PrecisionChoice{Precision::BFloat16, LearningText::tr("it was asked for")};
    if (processor.hasBFloat16)
        return PrecisionChoice{Precision::BFloat16,
                               processor.isGpu ? LearningText::tr("the GPU has instructions for it")
                                               : LearningText::tr("the processor has instructions for it")};
    if (processor.isHeldBack)
        return PrecisionChoice{Precision::Float32,
                               LearningText::tr("ONEDNN_MAX_CPU_ISA forbids the processor's bfloat16")};
    return PrecisionChoice{Precision::Float32,
                           processor.isGpu ? LearningText::tr("the GPU has no bfloat16 instructions")
                                           : LearningText::tr("the processor has no bfloat16 instructions")};
}

bool predictsInInt8(Precision wanted, const Processor& processor)
{
    return wanted == Precision::Int8 ||
           (wanted == Precision::Auto && processor.hasInt8 && !processor.hasBFloat16 && !processor.isGpu);
}

} // namespace creel
