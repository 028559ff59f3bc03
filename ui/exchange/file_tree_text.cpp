#include "ui/exchange/file_tree_text.h"

#include "core/base/text.h"

#include <QCoreApplication>
#include <QStringList>

namespace creel {

namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(ExchangeDialogs)
};

QString indented(qsizetype depth, const QString& text)
{
    return QString(2 * depth, QLatin1Char(' ')) + text;
}

} // namespace

QString fileTreeText(const QString& folder, const QList<BytePath>& files, qint64 more)
{
    QStringList lines{folder + QLatin1Char('/')};
    QList<QByteArray> open; // the folders that the last line is in
    for (const BytePath& file : files) {
        QList<QByteArray> parts = file.split('/');
        const QByteArray name = parts.takeLast();
        qsizetype shared = 0;
        while (shared < std::min(open.size(), parts.size()) && open[shared] == parts[shared])
            ++shared;
        for (qsizetype depth = shared; depth < parts.size(); ++depth)
            lines.append(indented(depth + 1, displayPath(parts[depth]) + QLatin1Char('/')));
        lines.append(indented(parts.size() + 1, displayPath(name)));
        open = parts;
    }
    if (more > 0)
        lines.append(Text::tr("… and %1 more").arg(photoCountText(more)));
    return lines.join(QLatin1Char('\n'));
}

} // namespace creel
