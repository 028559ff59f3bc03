#include "models/engine/torch_version.h"

#include "core/learning/learning_text.h"

#include <torch/torch.h>

#include <QRegularExpression>

namespace creel {

QString compiledTorch()
{
    return QStringLiteral("%1.%2.%3")
        .arg(TORCH_VERSION_MAJOR)
        .arg(TORCH_VERSION_MINOR)
        .arg(TORCH_VERSION_PATCH);
}

QString loadedTorch()
{
    static const QRegularExpression version(QStringLiteral("TORCH_VERSION=([0-9.]+)"));
    return version.match(QString::fromStdString(at::show_config())).captured(1);
}

Result<void> checkTorch(const QString& compiled, const QString& loaded)
{
    if (compiled == loaded)
        return {};
    return fail(
        ErrorCode::NewerVersion,
        LearningText::tr("The learning engine was built with libtorch %1, but libtorch %2 was loaded. "
                         "Build it again with app/setup, for GPUs with app/setup --torch pip.")
            .arg(compiled, loaded.isEmpty() ? LearningText::tr("of an unknown version") : loaded));
}

} // namespace creel
