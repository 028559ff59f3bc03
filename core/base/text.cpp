#include "core/base/text.h"

#include <QCoreApplication>
#include <QLocale>

namespace creel {

QString numberText(qint64 number)
{
    return QLocale().toString(number);
}

QString photoCountText(qint64 count)
{
    return count == 1 ? QCoreApplication::translate("Text", "1 photo")
                      : QCoreApplication::translate("Text", "%1 photos").arg(numberText(count));
}

QString boxCountText(qint64 count)
{
    return count == 1 ? QCoreApplication::translate("Text", "1 box")
                      : QCoreApplication::translate("Text", "%1 boxes").arg(numberText(count));
}

} // namespace creel
